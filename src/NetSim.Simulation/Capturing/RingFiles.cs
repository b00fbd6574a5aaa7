using System.Globalization;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Capturing;

/// <summary>The files of a ring: <c>r1-eth1_00001.pcapng</c>, <c>r1-eth1_00002.pcapng</c> …, of which the latest are kept.</summary>
/// <param name="path">The name that the capture would have without a ring.</param>
/// <param name="ring">How many files, and how large.</param>
internal sealed class RingFiles(string path, CaptureRingPlan ring)
{
    private int _opened;

    public CaptureRotation Rotation => new(ring.Size.Bytes, Open);

    /// <summary>The next file; the one that is too many goes.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public Stream Open()
    {
        _opened++;
        if (_opened > ring.Files) File.Delete(NameOf(_opened - ring.Files));
        return new FileStream(NameOf(_opened), FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    private string NameOf(int number) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}_{number:00000}{Path.GetExtension(path)}"));
}
