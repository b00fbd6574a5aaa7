using NetSim.Wire.Buffers;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Switching;

/// <summary>
/// An interface of a host or router that several VLANs share (ip-link(8): type vlan): sorts what comes by its tag, and tags what goes.
/// </summary>
/// <param name="link">Index of the interface itself, which has the frames without a tag.</param>
/// <param name="vlans">The VLANs and the indexes of their interfaces; few, so they are looked through.</param>
internal sealed class VlanTrunk(int link, (int Vlan, int Interface)[] vlans)
{
    private DropCounters _drops;

    public ref DropCounters Drops => ref _drops;

    /// <summary>Index of the interface itself.</summary>
    public int Link => link;

    public ReadOnlySpan<(int Vlan, int Interface)> Vlans => vlans;

    /// <summary>Whose a frame is that has come in. It loses its tag.</summary>
    /// <returns>False if nobody has its VLAN; then it was dropped and counted.</returns>
    public bool TryReceive(Packet frame, out int @interface)
    {
        @interface = link;
        if (!VlanTag.TryRead(frame.Bytes, out ushort control)) return true;
        int vlan = VlanTag.VlanOf(control);
        if (vlan == 0 || TryFind(vlan, out @interface))
        {
            VlanTag.Remove(frame);
            return true;
        }
        Drops.Drop(frame, DropReason.Filtered);
        return false;
    }

    /// <summary>Tags what an interface sends, if it is one of a VLAN.</summary>
    public void Tag(Packet frame, int @interface)
    {
        foreach ((int vlan, int its) in vlans)
        {
            if (its != @interface) continue;
            VlanTag.Insert(frame, (ushort)vlan);
            return;
        }
    }

    private bool TryFind(int vlan, out int @interface)
    {
        foreach ((int known, int its) in vlans)
        {
            @interface = its;
            if (known == vlan) return true;
        }
        @interface = -1;
        return false;
    }
}
