global using NetSim.Actors.Actors;
global using NetSim.Actors.Cells;
global using NetSim.Actors.Dispatch;
global using NetSim.Actors.Lanes;
global using NetSim.Actors.References;
global using NetSim.Actors.Scheduling;
