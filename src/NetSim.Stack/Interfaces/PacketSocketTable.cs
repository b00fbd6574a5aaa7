using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Interfaces;

/// <summary>The packet sockets of an interface. There are few, and each frame goes to all that match, so they are looked through in order.</summary>
internal sealed class PacketSocketTable
{
    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public void Add(PacketSocketOptions options, object recipient) => _entries.Add(new Entry(options, recipient));

    /// <returns>False if it is not registered.</returns>
    public bool Remove(object recipient)
    {
        int at = _entries.FindIndex(entry => Equals(entry.Recipient, recipient));
        if (at >= 0) _entries.RemoveAt(at);
        return at >= 0;
    }

    /// <summary>The recipient at a place, if the frame is for it.</summary>
    public object? Match(int index, EtherType type, FrameAudience audience, out FrameReach reach)
    {
        Entry entry = _entries[index];
        reach = entry.Options.Reach;
        bool isMeant = entry.Options.Audience == FrameAudience.Everybody || entry.Options.Audience == audience;
        return isMeant && (entry.Options.Type is not { } wanted || wanted == type) ? entry.Recipient : null;
    }

    private readonly record struct Entry(PacketSocketOptions Options, object Recipient);
}
