using NetSim.Devices;
using NetSim.Devices.Commands;
using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Tun;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>The network namespaces of a run's netns nodes, and the programs in them.</summary>
internal sealed class NodeNamespaces : IDisposable
{
    private readonly TopologyPlan _plan;
    private readonly OwnNamespace?[] _spaces;
    private readonly List<HostCommand> _commands = [];
    private HostJournal? _journal;

    private NodeNamespaces(TopologyPlan plan) => (_plan, _spaces) = (plan, new OwnNamespace?[plan.Nodes.Length]);

    public static DeviceResult<NodeNamespaces> Make(TopologyPlan plan, RunOptions options)
    {
        var made = new NodeNamespaces(plan);
        if (made.MakeAll(options.Commands) is not { } error) return made;
        made.Dispose();
        return error;
    }

    public NetworkNamespace? Of(int node) => _spaces[node]?.Space;

    /// <summary>With the devices made: addresses, routes, up.</summary>
    public DeviceError? Configure()
    {
        foreach (DevicePlan device in _plan.Devices)
        {
            if (device.DeviceName is not { } name) continue;
            InterfacePlan port = _plan.Interfaces[device.InterfaceId];
            NodePlan node = _plan.Nodes[port.NodeId];
            if (_spaces[node.Id]!.Configure(SideOf(node, port, name), port.Mac) is { } error) return error with { Message = $"{device.Name}: {error.Message}" };
        }
        return null;
    }

    /// <summary>Starts a program in the namespace of a node.</summary>
    public DeviceResult<HostCommand> Start(int node, IReadOnlyList<string> words)
    {
        DeviceResult<HostCommand> started = HostCommand.Start(words, _plan.Folder, _spaces[node]!.Space);
        if (started.Value is not { } command) return started;
        _commands.Add(command);
        return command;
    }

    /// <summary>The end of the run is the end of all that it has started.</summary>
    public void EndCommands()
    {
        foreach (OwnNamespace? space in _spaces) space?.EndProcesses();
        foreach (HostCommand command in _commands) command.AwaitEnd();
    }

    public void Dispose()
    {
        EndCommands();
        foreach (HostCommand command in _commands) command.Dispose();
        _commands.Clear();
        foreach (OwnNamespace? space in _spaces) space?.Dispose();
        _journal?.Dispose();
    }

    private DeviceError? MakeAll(CommandPermission permission)
    {
        foreach (NodePlan node in _plan.Nodes)
        {
            if (node.Kind != NodeKind.Netns) continue;
            bool runsCommands = node.ApplicationCount > 0;
            if (runsCommands && permission == CommandPermission.Refused) return NotAllowed(node);
            if (!OwnNamespace.Make().TryGet(out OwnNamespace? space, out DeviceError? error)) return error with { Message = $"{node.Name}: {error.Message}" };
            _spaces[node.Id] = space;
            if (!runsCommands) continue;
            if (_journal is null && !HostJournal.Open().TryGet(out _journal, out error)) return error;
            if (space.Announce(node.Name, _journal) is { } unwritten) return unwritten;
        }
        return null;
    }

    private DeviceError NotAllowed(NodePlan node) => new(DeviceErrorKind.CommandsNotAllowed,
        $"the file runs programs on this machine (in {node.Name}: {CommandText.Of((ExecPlan)_plan.ApplicationsOf(node.Id)[0])}); " +
        "`netsim plan FILE` lists them, and with --allow-exec they run");

    private HostSide SideOf(NodePlan node, InterfacePlan port, string device) => new()
    {
        Device = device,
        Kind = TunKind.Tap,
        Addresses = [.. port.Addresses],
        Routes = [.. node.Routes.Where(route => route.InterfaceIndex == port.Index).Select(route => new HostRoute(route.Destination, route.Gateway))],
        Admin = port.State == OperState.Up ? HostAdminState.Up : HostAdminState.AsItIs,
    };
}
