using System.Diagnostics.CodeAnalysis;
using NetSim.Packetdrill.Sockets;

namespace NetSim.Packetdrill;

/// <summary>File descriptors: the lowest free number, as POSIX wants it, behind the three that are always taken.</summary>
internal sealed class DescriptorTable
{
    private const int First = 3;

    private readonly List<Descriptor?> _open = [];

    public int Add(Descriptor descriptor)
    {
        int free = _open.IndexOf(null);
        if (free < 0)
        {
            free = _open.Count;
            _open.Add(null);
        }
        _open[free] = descriptor;
        return free + First;
    }

    public bool TryFind(int number, [NotNullWhen(true)] out Descriptor? descriptor)
    {
        int at = number - First;
        descriptor = at >= 0 && at < _open.Count ? _open[at] : null;
        return descriptor is not null;
    }

    public void Remove(int number) => _open[number - First] = null;

    public IEnumerable<int> Numbers
    {
        get
        {
            for (int i = 0; i < _open.Count; i++)
                if (_open[i] is not null) yield return i + First;
        }
    }
}
