using System.Globalization;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Running;

/// <summary>
/// One capture file for all interfaces. While the run goes on each interface writes to a file of its own, in a folder beside it, since lanes run apart
/// from one another; at the end they are brought together by time. So the file is the same with any number of lanes, however long it is.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="target">The same, opened.</param>
internal sealed class SharedCapture(string path, Stream target) : IDisposable
{
    private readonly List<string> _parts = [];

    public string Path => path;

    /// <summary>Where the parts are; it is there no more when all went well.</summary>
    public string Folder { get; } = path + ".parts";

    /// <summary>The name of one more part.</summary>
    public string NextPart()
    {
        string part = System.IO.Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{_parts.Count}.pcapng"));
        _parts.Add(part);
        return part;
    }

    /// <summary>Writes the file, once all parts are closed.</summary>
    /// <exception cref="IOException">It cannot be written; the parts stay.</exception>
    public void Finish()
    {
        var streams = new List<Stream>();
        try
        {
            foreach (string part in _parts) streams.Add(File.OpenRead(part));
            using var writer = new PcapngWriter(target, new CaptureSection { Application = "NetSim" });
            CaptureMerge.Merge(streams, writer);
        }
        finally
        {
            foreach (Stream stream in streams) stream.Dispose();
        }
        foreach (string part in _parts) File.Delete(part);
        Directory.Delete(Folder);
    }

    public void Dispose() => target.Dispose();
}
