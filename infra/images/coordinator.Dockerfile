# The coordinator: silo, gateway, and the command line for whoever runs it. Build from the repository's root:
#   docker build -f infra/images/coordinator.Dockerfile -t fedgrains-coordinator .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/FedGrains.Coordinator --configuration Release -p:DebugType=none --output /app/coordinator
# Training is the sites': without its native library the command line is a tenth of the size.
RUN dotnet publish src/FedGrains.Cli --configuration Release -p:TorchDevice=none -p:DebugType=none --output /app/cli

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ENV DOTNET_EnableDiagnostics=0 \
    Coordinator__Data=/data \
    Coordinator__Listen=0.0.0.0:7443
COPY --from=build /app /app
# `fedgrains` in a container that runs.
ENV PATH=/app/cli:$PATH
WORKDIR /data
VOLUME ["/data", "/tmp"]
EXPOSE 7443
USER $APP_UID
ENTRYPOINT ["/app/coordinator/fedgrains-coordinator"]
