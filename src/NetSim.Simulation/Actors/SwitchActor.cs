using NetSim.Simulation.Switching;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Stp;

namespace NetSim.Simulation.Actors;

/// <summary>The inside of a switch: from port to port.</summary>
/// <param name="node">Whose switch it is.</param>
/// <param name="core">What it does.</param>
/// <param name="tree">Null: it speaks no spanning tree protocol.</param>
/// <param name="ports">The ports, by index.</param>
internal sealed class SwitchActor(NodeState node, LearningSwitch core, SpanningTreeBridge? tree, IActorRef[] ports) : UntypedActor
{
    private DeadlineTimer _timer = new();

    private readonly bool _hasMirror = core.HasMirror;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame:
                Forward(frame);
                break;
            case SwitchPortChanged change:
                core.SetPort(change.Port, change.CanPass);
                if (tree is null || core.IsForCopies(change.Port)) break;
                tree.SetPort(node.Now, change.Port, change.CanPass ? OperState.Up : OperState.Down);
                Follow(tree);
                break;
            case PortCostChanged change when tree is not null:
                tree.SetCost(node.Now, change.Port, change.Cost);
                Follow(tree);
                break;
            case Deadline when tree is not null:
                if (!_timer.HasCome(node.Now.Nanoseconds)) break;
                tree.OnDeadline(node.Now);
                Follow(tree);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Forward(Packet frame)
    {
        if (_hasMirror) Mirror(frame, frame.Ingress);
        if (tree is not null && BpduFrame.TryRead(frame.Bytes, out Bpdu bpdu))
        {
            tree.OnBpdu(node.Now, frame.Ingress, bpdu);
            frame.Return();
            Follow(tree);
            return;
        }
        int port = core.OnFrame(node.Now, frame);
        if (port >= 0) Send(frame, port);
        else if (port == LearningSwitch.Flood) Flood(frame);
    }

    /// <summary>Does as the tree says.</summary>
    private void Follow(SpanningTreeBridge tree)
    {
        for (int port = 0; port < ports.Length; port++)
        {
            core.SetState(port, tree.StateOf(port));
            if (tree.TakeFlush(port)) core.ForgetPort(port);
        }
        while (tree.TryTake(out int port, out Bpdu bpdu))
        {
            Packet frame = node.Pool.Rent();
            BpduFrame.Write(frame, DerivedMac.Of(node.Name, node.PortPlans[port].Name), bpdu);
            // As the bridge itself says it: it has no VLAN, and no tag.
            if (_hasMirror) Mirror(frame, port);
            frame.Egress = port;
            ports[port].Tell(frame, Self);
        }
        _timer.Arm(node.Lane, Self, tree.NextDeadline);
    }

    private void Flood(Packet frame)
    {
        for (int port = 0; port < ports.Length; port++)
            if (core.TakesFlood(port, frame.Ingress)) Send(frame.Clone(node.Pool), port);
        frame.Return();
    }

    private void Send(Packet frame, int port)
    {
        core.Tag(frame, port);
        if (_hasMirror) Mirror(frame, port);
        frame.Egress = port;
        ports[port].Tell(frame, Self);
    }

    /// <summary>As it is on the wire of the mirrored port.</summary>
    private void Mirror(Packet frame, int of)
    {
        int to = core.MirrorOf(of);
        if (to < 0) return;
        Packet copy = frame.Clone(node.Pool);
        copy.Egress = to;
        ports[to].Tell(copy, Self);
    }
}
