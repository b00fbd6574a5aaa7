using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// For whoever operates a network that runs: orders come in by the door and happen on the lane, and the answers are awaited on any thread.
/// A run with several lanes cannot be operated.
/// </summary>
public sealed partial class SimulationRun
{
    private readonly List<LiveCapture> _liveCaptures = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lookingBack = new();

    /// <summary>The network that runs.</summary>
    public TopologyPlan Plan => _plan;

    /// <summary>Nothing happens any more; one can only look.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Of a run in virtual time whose options have one.</summary>
    public TimeControl? TimeControl => Mode == TimeMode.Virtual ? _options.TimeControl : null;

    /// <summary>Lets something happen; its time counts from now. Returns the simulated time at which it takes effect.</summary>
    /// <exception cref="NotSupportedException">The run has several lanes.</exception>
    /// <exception cref="InvalidOperationException">The run is over.</exception>
    public Task<Instant> Operate(EventPlan order)
    {
        Operation<Instant> operation = new(OperatorsDoor());
        _door!.Enter(new HappenOrder(order, operation));
        return WhileItRuns(operation.Task);
    }

    /// <summary>Runs an application on its node; the task ends with it.</summary>
    /// <exception cref="NotSupportedException">The run has several lanes.</exception>
    /// <exception cref="InvalidOperationException">The run is over, or has ended before the application did.</exception>
    public Task<ApplicationRecord> Execute(ApplicationPlan application)
    {
        Operation<ApplicationRecord> operation = new(OperatorsDoor());
        _door!.Enter(new RunOrder(application, operation));
        return WhileItRuns(operation.Task);
    }

    /// <summary>Looks at the run between two events, when nothing changes; what it reads is of one instant. Also when the run is over.</summary>
    /// <exception cref="NotSupportedException">The run has several lanes.</exception>
    public async Task<T> Look<T>(Func<SimulationRun, T> look)
    {
        Door door = OperatorsDoor();
        if (!HasEnded)
        {
            Operation<T> operation = new(door);
            Action read = () => Read(operation, () => look(this));
            // On the virtual clock the thread that drives it sees to what waits outside between two events, so a look is none itself.
            if (_pump is not null) door.Schedule(static read => ((Action)read!)(), read);
            else door.Enter(new LookOrder(read));
            Task<T> asked = Elsewhere(operation.Task);
            if (await Task.WhenAny(asked, _ended.Task).ConfigureAwait(false) == asked) return await asked.ConfigureAwait(false);
        }
        lock (_lookingBack) return look(this);
    }

    /// <summary>Captures an interface from now on, until it is disposed of or the run ends.</summary>
    /// <param name="interfaceId">In the plan.</param>
    /// <exception cref="NotSupportedException">The run has several lanes.</exception>
    public LiveCapture Capture(int interfaceId)
    {
        Door door = OperatorsDoor();
        InterfacePlan port = _plan.Interfaces[interfaceId];
        NodeState node = _parts.Nodes[port.NodeId];
        bool isEthernet = port.Framing == Framing.Ethernet && port.Attachment != Attachment.Tun;
        var description = new CaptureInterface { LinkType = isEthernet ? LinkType.Ethernet : LinkType.Raw, Name = _plan.EndpointName(interfaceId) };
        var capture = new LiveCapture(description, (Epoch - DateTimeOffset.UnixEpoch).Ticks * 100, ended =>
        {
            lock (_liveCaptures) _liveCaptures.Remove(ended);
            door.Enter(new PortEntry(node, port.Index, new TapChange(tap => tap is null ? null : FrameTaps.Without(tap, ended))));
        });
        lock (_liveCaptures) _liveCaptures.Add(capture);
        door.Enter(new PortEntry(node, port.Index, new TapChange(tap => FrameTaps.Join(tap, capture))));
        return capture;
    }

    /// <summary>What the links are like now. To be called within <see cref="Look{T}"/>.</summary>
    public IReadOnlyList<LinkState> ReadLinkStates() =>
    [
        .. ReadLinks().Select((summary, id) =>
        {
            OperatedLink.Properties present = _parts.Operator!.PresentOf(id);
            return new LinkState(summary, present.State, present.AToB, present.BToA);
        }),
    ];

    /// <summary>What a node is like now. To be called within <see cref="Look{T}"/>.</summary>
    public NodeReading ReadNode(int nodeId) => NodeReading.Of(_parts.Nodes[nodeId]);

    /// <summary>All that is known of a node now. To be called within <see cref="Look{T}"/>.</summary>
    public NodeInspection InspectNode(int nodeId) => NodeInspection.Of(_parts.Nodes[nodeId]);

    /// <summary>The connections that a node has had, in the order in which they were opened: each keeps its place. To be called within <see cref="Look{T}"/>.</summary>
    public IReadOnlyList<TcpFlow> ReadFlows(int nodeId) => _parts.Nodes[nodeId].Flows;

    /// <summary>The packets on all links, those that leave first, and how many there are in all. To be called within <see cref="Look{T}"/>.</summary>
    /// <param name="most">So many are described.</param>
    public (IReadOnlyList<PacketUnderWay> Packets, int Total) ReadPacketsUnderWay(int most) => PacketsUnderWay.Read(_parts, _lanes.Lanes[0], most);

    private Door OperatorsDoor()
    {
        if (_lanes.Lanes.Count > 1) throw new NotSupportedException("A run with several lanes cannot be operated.");
        if (Mode == TimeMode.Virtual && !_options.MayBeOperated && _options.TimeControl is null) throw new NotSupportedException("This run takes no orders: its options do not say so.");
        return StartedDoor();
    }

    /// <summary>What waits for an answer goes on on a thread of the pool, never on the one that runs the network.</summary>
    private static Task<T> Elsewhere<T>(Task<T> task) =>
        task.ContinueWith(static done => done, CancellationToken.None, TaskContinuationOptions.RunContinuationsAsynchronously, TaskScheduler.Default).Unwrap();

    private async Task<T> WhileItRuns<T>(Task<T> task)
    {
        Task<T> asked = Elsewhere(task);
        if (await Task.WhenAny(asked, _ended.Task).ConfigureAwait(false) == asked) return await asked.ConfigureAwait(false);
        throw new InvalidOperationException("the run is over");
    }

    private static void Read<T>(Operation<T> operation, Func<T> read)
    {
        try
        {
            operation.Succeed(read());
        }
        catch (Exception e)
        {
            operation.Fail(e);
        }
    }

    private void EndLiveCaptures()
    {
        lock (_liveCaptures)
        {
            foreach (LiveCapture capture in _liveCaptures) capture.End();
        }
    }
}
