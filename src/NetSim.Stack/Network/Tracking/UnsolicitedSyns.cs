using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// SYNs from outside that nobody inside has asked for. Their senders hear nothing for six seconds: both ends may be opening at the same time, and an answer
/// to the SYN that came first would end what the other begins (RFC 5382 REQ-4).
/// </summary>
internal sealed class UnsolicitedSyns
{
    private static readonly Duration Silence = Duration.FromSeconds(6);

    /// <summary>More than these are never answered, or a flood of them would fill the memory.</summary>
    private const int Limit = 64;

    /// <summary>Oldest first.</summary>
    private readonly List<(Instant Due, IpEndpoint From, ushort Port, Packet Syn)> _held = [];

    /// <summary>When the sender of the oldest is to be told.</summary>
    public Instant? NextDeadline => _held.Count > 0 ? _held[0].Due : null;

    /// <summary>Takes the packet, which the caller has counted. One that is sent again is as old as the first.</summary>
    public void Hold(Instant now, Packet syn, in Flow flow)
    {
        if (_held.Count == Limit || IndexOf(flow.Source, flow.Destination.Port) >= 0) syn.Return();
        else _held.Add((now + Silence, flow.Source, flow.Destination.Port, syn));
    }

    /// <summary>Somebody inside opens the same connection.</summary>
    /// <param name="port">The outer port of the inner end.</param>
    /// <param name="to">The end outside.</param>
    public void Forget(ushort port, IpEndpoint to)
    {
        int index = IndexOf(to, port);
        if (index < 0) return;
        _held[index].Syn.Return();
        _held.RemoveAt(index);
    }

    /// <summary>The next one whose sender is to be told; the taker owns it.</summary>
    public bool TryTakeDue(Instant now, [NotNullWhen(true)] out Packet? syn)
    {
        syn = null;
        if (_held.Count == 0 || _held[0].Due > now) return false;
        syn = _held[0].Syn;
        _held.RemoveAt(0);
        return true;
    }

    public void Clear()
    {
        foreach ((_, _, _, Packet syn) in _held) syn.Return();
        _held.Clear();
    }

    private int IndexOf(IpEndpoint from, ushort port)
    {
        for (int i = 0; i < _held.Count; i++)
            if (_held[i].From == from && _held[i].Port == port) return i;
        return -1;
    }
}
