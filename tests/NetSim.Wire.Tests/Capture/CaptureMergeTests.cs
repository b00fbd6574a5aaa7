using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

/// <summary>Captures of one clock brought together into one file.</summary>
public sealed class CaptureMergeTests
{
    private static MemoryStream Part(string name, params (long Time, byte Mark, string Comment)[] packets)
    {
        var stream = new MemoryStream();
        var writer = new PcapngWriter(stream) { Epoch = 1000 };
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw, Name = name, Description = $"of {name}" });
        foreach ((long time, byte mark, string comment) in packets) writer.Write(0, new Instant(time), [mark], CaptureDirection.Inbound, comment);
        writer.Flush();
        stream.Position = 0;
        return stream;
    }

    private static (PcapngReader Reader, List<string> Told) Merged(params Stream[] parts)
    {
        var file = new MemoryStream();
        var writer = new PcapngWriter(file);
        CaptureMerge.Merge(parts, writer);
        writer.Flush();
        file.Position = 0;
        var reader = new PcapngReader(file);
        List<string> told = [];
        while (reader.TryRead(out CaptureRecord record))
            told.Add($"{record.Time.Nanoseconds} {reader.Interfaces[record.InterfaceNumber].Name} {record.Bytes[0]} {record.Direction}{record.Comment}");
        Assert.Equal(PcapngError.None, reader.Error);
        return (reader, told);
    }

    [Fact]
    public void Packets_are_ordered_by_time_then_by_file_then_as_they_were()
    {
        (PcapngReader reader, List<string> told) = Merged(
            Part("a", (5, 1, ""), (9, 2, ""), (9, 3, " why")), Part("idle"), Part("b", (1, 4, ""), (9, 5, ""), (12, 6, "")));
        Assert.Equal(["1001 b 4 Inbound", "1005 a 1 Inbound", "1009 a 2 Inbound", "1009 a 3 Inbound why", "1009 b 5 Inbound", "1012 b 6 Inbound"], told);
        Assert.Equal(["a", "idle", "b"], reader.Interfaces.Select(one => one.Name));
        Assert.Equal("of b", reader.Interfaces[2].Description);
    }

    [Fact]
    public void A_file_that_was_cut_gives_what_it_has()
    {
        MemoryStream cut = Part("a", (5, 1, ""), (9, 2, ""));
        cut.SetLength(cut.Length - 5);
        Assert.Equal(["1005 a 1 Inbound", "1007 b 3 Inbound"], Merged(cut, Part("b", (7, 3, ""))).Told);
        Assert.Equal(["1007 b 3 Inbound"], Merged(new MemoryStream([1, 2, 3]), Part("b", (7, 3, ""))).Told);
    }
}
