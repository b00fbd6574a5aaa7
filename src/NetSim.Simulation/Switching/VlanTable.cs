using System.Collections.Immutable;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Switching;

/// <summary>
/// Which VLANs are on which port, and with a tag or without (IEEE 802.1Q clause 8.8.2). Inside of the switch a frame has no tag; its VLAN and priority go beside it.
/// </summary>
internal sealed class VlanTable
{
    private const int WordsOfVlans = 4096 / 64;

    private readonly int[] _untagged;
    private readonly ulong[] _tagged;
    private readonly ForwardingDatabase[] _databases = new ForwardingDatabase[VlanTag.LastVlan + 1];

    public VlanTable(ImmutableArray<PortVlansPlan> ports, Func<ForwardingDatabase> makeDatabase)
    {
        _untagged = new int[ports.Length];
        _tagged = new ulong[ports.Length * WordsOfVlans];
        for (int port = 0; port < ports.Length; port++)
        {
            _untagged[port] = ports[port].Untagged;
            if (ports[port].Untagged > 0) _databases[ports[port].Untagged] ??= makeDatabase();
            foreach (int vlan in ports[port].Tagged)
            {
                _tagged[port * WordsOfVlans + vlan / 64] |= 1UL << (vlan % 64);
                _databases[vlan] ??= makeDatabase();
            }
        }
    }

    /// <summary>The VLAN of a frame that has come in: that of its tag, or that of the port for a frame without one (clause 6.9).</summary>
    /// <param name="port">Where it came in.</param>
    /// <param name="frame">As it came.</param>
    /// <param name="control">The tag control information that it has from now on.</param>
    /// <returns>False if the port is no member of the VLAN.</returns>
    public bool TryClassify(int port, ReadOnlySpan<byte> frame, out ushort control)
    {
        bool isTagged = VlanTag.TryRead(frame, out control);
        int vlan = VlanTag.VlanOf(control);
        if (isTagged && vlan > 0) return vlan == _untagged[port] || IsTagged(port, vlan);
        control = VlanTag.WithVlan(control, _untagged[port]);
        return _untagged[port] > 0;
    }

    public bool IsMember(int port, int vlan) => _untagged[port] == vlan || IsTagged(port, vlan);

    /// <summary>Whether frames of a VLAN have their tag on a port.</summary>
    public bool IsTagged(int port, int vlan) => (_tagged[port * WordsOfVlans + vlan / 64] & (1UL << (vlan % 64))) != 0;

    /// <summary>Of a VLAN that some port is a member of.</summary>
    public ForwardingDatabase DatabaseOf(int vlan) => _databases[vlan];

    public void ForgetPort(int port)
    {
        foreach (ForwardingDatabase? database in _databases) database?.ForgetPort(port);
    }
}
