# A hospital's site. Build from the repository's root; for an NVIDIA GPU add --build-arg TORCH=cuda:
#   docker build -f infra/images/site.Dockerfile -t fedgrains-site .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TORCH=cpu
WORKDIR /source
COPY . .
RUN dotnet publish src/FedGrains.Cli --configuration Release -p:TorchDevice=${TORCH} -p:DebugType=none --output /app

# The native library of training needs OpenMP, which the chiselled images leave out.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS native
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ENV DOTNET_EnableDiagnostics=0
COPY --from=native /usr/lib/x86_64-linux-gnu/libgomp.so.1 /usr/lib/x86_64-linux-gnu/
COPY --from=build /app /app
WORKDIR /site
VOLUME ["/site/data", "/tmp"]
USER $APP_UID
ENTRYPOINT ["/app/fedgrains"]
CMD ["site", "start", "--config", "/site/site.yaml"]
