using System.CommandLine;
using NetSim.Benchmarks;
using NetSim.Benchmarks.Compare;

var root = new RootCommand("Measurements of NetSim on this machine.") { MicroCommand.Make(), CompareCommand.Make() };
return root.Parse(args).Invoke();
