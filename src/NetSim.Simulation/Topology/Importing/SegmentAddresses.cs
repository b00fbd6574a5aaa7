using System.Numerics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>
/// Addresses for links, from a pool, in their order: a /31 for a link between two nodes (RFC 3021), a subnet as large as is needed for what
/// switches join. Loops of switches, which nothing here would break, are cut open first.
/// </summary>
internal sealed class SegmentAddresses
{
    private readonly ImportedNetwork _network;
    private readonly Dictionary<ImportedNode, ImportedNode> _joined = [];

    private SegmentAddresses(ImportedNetwork network) => _network = network;

    /// <returns>False if the pool does not reach.</returns>
    public static bool TryAssign(ImportedNetwork network, IpPrefix pool)
    {
        SegmentAddresses addresses = new(network);
        addresses.OpenLoops();
        Span<byte> bytes = stackalloc byte[16];
        ulong next = pool.Network.Address.IPv4Value, end = next + (1UL << (32 - pool.Length));
        foreach (List<ImportedInterface> members in addresses.Segments())
        {
            // Of a subnet of more than two addresses the first and the last are no host's.
            bool isPair = members.Count <= 2;
            uint size = isPair ? 2 : BitOperations.RoundUpToPowerOf2((uint)members.Count + 2);
            next = (next + size - 1) / size * size;
            if (next + size > end) return false;
            int length = 32 - BitOperations.Log2(size);
            for (int member = 0; member < members.Count; member++)
                members[member].Address = new IpPrefix(IpAddress.FromIPv4((uint)next + (uint)member + (isPair ? 0u : 1u)), length);
            next += size;
        }
        return true;
    }

    private void OpenLoops()
    {
        _network.Links.RemoveAll(link =>
        {
            if (!link.A.Node.Kind.IsBridge() || !link.B.Node.Kind.IsBridge()) return false;
            ImportedNode a = RootOf(link.A.Node), b = RootOf(link.B.Node);
            if (a == b) _network.Notes.Add($"the link {link.A} <-> {link.B} is left out: it closes a loop of switches, and there is no spanning tree");
            else _joined[a] = b;
            return a == b;
        });
    }

    private ImportedNode RootOf(ImportedNode bridge)
    {
        while (_joined.TryGetValue(bridge, out ImportedNode? next)) bridge = next;
        return bridge;
    }

    /// <summary>The interfaces that have to be in one subnet, in the order of the links.</summary>
    private List<List<ImportedInterface>> Segments()
    {
        List<List<ImportedInterface>> segments = [];
        Dictionary<ImportedNode, List<ImportedInterface>> shared = [];
        foreach (ImportedLink link in _network.Links)
        {
            ImportedNode? bridge = link.A.Node.Kind.IsBridge() ? link.A.Node : link.B.Node.Kind.IsBridge() ? link.B.Node : null;
            if (bridge is null)
            {
                segments.Add([link.A, link.B]);
                continue;
            }
            if (!shared.TryGetValue(RootOf(bridge), out List<ImportedInterface>? members))
            {
                segments.Add(members = []);
                shared.Add(RootOf(bridge), members);
            }
            Join(members, link.A);
            Join(members, link.B);
        }
        return segments;
    }

    private void Join(List<ImportedInterface> members, ImportedInterface joined)
    {
        if (joined.Node.Kind.IsBridge()) return;
        if (members.Exists(member => member.Node == joined.Node))
            _network.Notes.Add($"{joined} has no address: {joined.Node.Name} is on the same switches with another interface");
        else members.Add(joined);
    }
}
