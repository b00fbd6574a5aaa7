using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dns;

/// <summary>
/// What a resolver remembers of answers, the lack of an answer included (RFC 2308), each for as long as its records say. There is room for
/// few: a host asks for few names, and what was first forgets first.
/// </summary>
internal sealed class DnsCache
{
    private const int Most = 64;

    /// <summary>RFC 2308 section 5 and RFC 2181 section 8 leave it to us: nothing is believed for longer than a day.</summary>
    private const uint LongestSeconds = 86_400;

    private readonly List<Entry> _entries = [];

    private readonly record struct Entry(DnsName Name, DnsType Type, DnsAnswer Answer, Instant Until);

    public bool TryFind(Instant now, DnsName name, DnsType type, [NotNullWhen(true)] out DnsAnswer? answer)
    {
        answer = null;
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            Entry entry = _entries[i];
            if (entry.Type != type || entry.Name != name) continue;
            if (entry.Until <= now)
            {
                _entries.RemoveAt(i);
                return false;
            }
            answer = entry.Answer;
            return true;
        }
        return false;
    }

    public void Add(Instant now, DnsName name, DnsType type, DnsAnswer answer)
    {
        if (answer.TimeToLive == 0) return;
        _entries.RemoveAll(entry => entry.Until <= now || (entry.Type == type && entry.Name == name));
        if (_entries.Count == Most) _entries.RemoveAt(0);
        _entries.Add(new Entry(name, type, answer, now + Duration.FromSeconds(Math.Min(answer.TimeToLive, LongestSeconds))));
    }

    public void Clear() => _entries.Clear();
}
