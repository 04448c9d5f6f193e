// The protocol has a message of this name.
global using Task = System.Threading.Tasks.Task;
