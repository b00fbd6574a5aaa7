using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests;

/// <summary>Nodes and cables without delay: a frame is handed over before anything else happens, in the order of sending.</summary>
internal sealed class TestNetwork
{
    private readonly List<TestNode> _nodes = [];
    private readonly Dictionary<(TestNode, int), (TestNode Node, int Port)> _cables = [];
    private readonly Queue<(TestNode Node, int Port, Packet Packet)> _underWay = new();

    public DiagnosticPacketPool Pool { get; } = new();

    /// <summary>Every frame that crossed a cable, and by which node it was sent.</summary>
    public List<(string From, byte[] Bytes)> Log { get; } = [];

    public TestNode Host(string name) => Add(new TestNode(name, null, Pool));

    public TestNode Router(string name) => Add(TestNode.Router(name, Pool));

    public TestNode Node(string name, HostStackOptions options) => Add(new TestNode(name, options, Pool));

    public void Connect(TestNode a, int aPort, TestNode b, int bPort)
    {
        _cables[(a, aPort)] = (b, bPort);
        _cables[(b, bPort)] = (a, aPort);
    }

    /// <summary>Carries frames until nothing is under way.</summary>
    public void Run()
    {
        while (_underWay.TryDequeue(out (TestNode Node, int Port, Packet Packet) next)) next.Node.Receive(next.Port, next.Packet);
    }

    public void AdvanceTo(double seconds)
    {
        var end = new Instant((long)Math.Round(seconds * 1e9));
        Run();
        while (Earliest() is { } next && next <= end)
        {
            foreach (TestNode node in _nodes) node.AdvanceTo(next.TotalSeconds);
            Run();
        }
        foreach (TestNode node in _nodes) node.AdvanceTo(seconds);
    }

    public void Stop()
    {
        foreach (TestNode node in _nodes)
        {
            while (node.Received.TryDequeue(out (object, Packet Packet) entry)) entry.Packet.Return();
            node.Stack.Stop();
            for (int i = 0; i < node.Stack.Interfaces.Length; i++) node.Port(i).Stop();
        }
        Pool.AssertAllReturned();
    }

    private Instant? Earliest()
    {
        Instant? earliest = null;
        foreach (TestNode node in _nodes)
        {
            if (node.NextDeadline is { } next && (earliest is null || next < earliest)) earliest = next;
        }
        return earliest;
    }

    private TestNode Add(TestNode node)
    {
        _nodes.Add(node);
        node.OnTransmit = (port, packet) =>
        {
            Log.Add((node.Name, packet.Bytes.ToArray()));
            if (_cables.TryGetValue((node, port), out (TestNode Node, int Port) end)) _underWay.Enqueue((end.Node, end.Port, packet));
            else packet.Return();
        };
        return node;
    }
}
