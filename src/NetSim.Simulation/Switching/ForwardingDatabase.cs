using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Switching;

/// <summary>Which station is behind which port (IEEE 802.1D clause 7.8): learnt from sources, forgotten after the ageing time, bounded.</summary>
public sealed class ForwardingDatabase(Duration ageing, int capacity = ForwardingDatabase.DefaultCapacity)
{
    /// <summary>What small switches have.</summary>
    public const int DefaultCapacity = 8192;

    private readonly Dictionary<MacAddress, Entry> _entries = [];

    private struct Entry
    {
        public int Port;
        public Instant Seen;
    }

    public int Count => _entries.Count;

    public void Learn(Instant now, MacAddress source, int port)
    {
        // A group address is nobody's source (clause 7.8).
        if (source.IsGroup || source == default) return;
        ref Entry entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_entries, source);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry))
        {
            entry = new Entry { Port = port, Seen = now };
            return;
        }
        if (_entries.Count >= capacity) Forget(now);
        // A full table learns no more: frames to a station that it does not know are flooded, which is right, only slower.
        if (_entries.Count < capacity) _entries.Add(source, new Entry { Port = port, Seen = now });
    }

    /// <summary>The port behind which a station is, or -1 if that is not known.</summary>
    public int Find(Instant now, MacAddress destination) =>
        _entries.TryGetValue(destination, out Entry entry) && now - entry.Seen < ageing ? entry.Port : -1;

    /// <summary>A port has lost its link: what was behind it may be anywhere.</summary>
    public void ForgetPort(int port)
    {
        foreach ((MacAddress mac, Entry entry) in _entries)
            if (entry.Port == port) _entries.Remove(mac);
    }

    private void Forget(Instant now)
    {
        foreach ((MacAddress mac, Entry entry) in _entries)
            if (now - entry.Seen >= ageing) _entries.Remove(mac);
    }
}
