using System.Buffers.Binary;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

public sealed class PcapngTests
{
    private static byte[] Written(Action<PcapngWriter> write, CaptureSection? section = null)
    {
        using MemoryStream stream = new();
        using (PcapngWriter writer = new(stream, section)) write(writer);
        return stream.ToArray();
    }

    private static PcapngReader Reader(byte[] file) => new(new MemoryStream(file));

    /// <summary>Reads to the end; the number of packets.</summary>
    private static int ReadAll(PcapngReader reader)
    {
        int packets = 0;
        while (reader.TryRead(out CaptureRecord record))
        {
            Assert.True(record.InterfaceNumber < reader.Interfaces.Count);
            _ = record.Comment;
            packets++;
        }
        Assert.False(reader.TryRead(out _));
        return packets;
    }

    private static byte[] SmallFile => Written(w =>
    {
        int eth = w.AddInterface(new CaptureInterface { LinkType = LinkType.Ethernet, Name = "eth0", Description = "a cable" });
        w.Write(eth, new Instant(1), [1, 2, 3], CaptureDirection.Inbound, "dropped: queue full");
        int tun = w.AddInterface(new CaptureInterface { LinkType = LinkType.Raw, SnapLength = 2 });
        w.Write(tun, new Instant(2_000_000_000), [4, 5, 6, 7], CaptureDirection.Outbound);
    });

    [Fact]
    public void What_is_written_is_read_back()
    {
        PcapngReader reader = Reader(SmallFile);
        Assert.True(reader.TryRead(out CaptureRecord first));
        Assert.Equal((0, new Instant(1), 3L, CaptureDirection.Inbound), (first.InterfaceNumber, first.Time, first.OriginalLength, first.Direction));
        Assert.Equal([1, 2, 3], first.Bytes.ToArray());
        Assert.Equal("dropped: queue full", first.Comment);
        Assert.True(reader.TryRead(out CaptureRecord second));
        Assert.Equal((1, new Instant(2_000_000_000), 4L, CaptureDirection.Outbound), (second.InterfaceNumber, second.Time, second.OriginalLength, second.Direction));
        Assert.Equal([4, 5], second.Bytes.ToArray());
        Assert.Equal("", second.Comment);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(PcapngError.None, reader.Error);
        Assert.Equal(
            [
                new CaptureInterface { LinkType = LinkType.Ethernet, Name = "eth0", Description = "a cable" },
                new CaptureInterface { LinkType = LinkType.Raw, SnapLength = 2 },
            ],
            reader.Interfaces);
    }

    [Fact]
    public void Any_packets_are_read_back() => SeededRuns.Check(100, random =>
    {
        List<(int Interface, Instant Time, byte[] Bytes, string Comment)> expected = [];
        byte[] file = Written(writer =>
        {
            for (int n = random.Next(1, 40); n > 0; n--)
            {
                if (writer.Interfaces.Count == 0 || random.Next(5) == 0) writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
                string comment = random.NextBool() ? "" : new string('ü', random.Next(50));
                var packet = (random.Next(writer.Interfaces.Count), new Instant(random.NextInt64(long.MaxValue)), random.NextBytes(random.Next(9000)), comment);
                expected.Add(packet);
                writer.Write(packet.Item1, packet.Item2, packet.Item3, CaptureDirection.Unknown, packet.comment);
            }
        });
        PcapngReader reader = Reader(file);
        foreach (var packet in expected)
        {
            Assert.True(reader.TryRead(out CaptureRecord record));
            Assert.Equal((packet.Interface, packet.Time, packet.Comment), (record.InterfaceNumber, record.Time, record.Comment));
            Assert.True(record.Bytes.SequenceEqual(packet.Bytes));
        }
        Assert.False(reader.TryRead(out _));
        Assert.Equal(PcapngError.None, reader.Error);
    });

    [Fact]
    public void The_same_calls_give_the_same_bytes_and_nothing_of_this_machine()
    {
        Assert.Equal(SmallFile, SmallFile);
        string text = System.Text.Encoding.Latin1.GetString(SmallFile);
        Assert.DoesNotContain(Environment.MachineName, text);
        Assert.DoesNotContain("Linux", text);
    }

    [Fact]
    public void A_file_without_packets_is_its_section_header_of_32_bytes()
    {
        byte[] file = Written(_ => { });
        Assert.Equal(
            Convert.FromHexString("0A0D0D0A" + "20000000" + "4D3C2B1A" + "01000000" + "FFFFFFFFFFFFFFFF" + "00000000" + "20000000"),
            file);
        Assert.Equal(0, ReadAll(Reader(file)));
    }

    [Fact]
    public void An_epoch_moves_all_stamps()
    {
        byte[] file;
        using (MemoryStream stream = new())
        {
            using (PcapngWriter writer = new(stream) { Epoch = 1_700_000_000_000_000_000 })
            {
                writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
                writer.Write(0, new Instant(5), [1], CaptureDirection.Unknown);
            }
            file = stream.ToArray();
        }
        Assert.True(Reader(file).TryRead(out CaptureRecord record));
        Assert.Equal(new Instant(1_700_000_000_000_000_005), record.Time);
    }

    [Fact]
    public void An_interface_that_was_not_declared_is_a_mistake() => Written(w =>
        Assert.Throws<ArgumentOutOfRangeException>(() => w.Write(0, default, [1], CaptureDirection.Unknown)));

    [Fact]
    public void A_comment_too_long_for_an_option_is_cut()
    {
        byte[] file = Written(w =>
        {
            w.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
            w.Write(0, default, [1], CaptureDirection.Unknown, new string('x', 100_000));
        });
        Assert.True(Reader(file).TryRead(out CaptureRecord record));
        Assert.Equal(50_000, record.CommentBytes.Length);
    }

    [Fact]
    public void Writing_a_packet_allocates_nothing()
    {
        using PcapngWriter writer = new(Stream.Null);
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        byte[] packet = new byte[1500];
        writer.Write(0, default, packet, CaptureDirection.Inbound, "warm");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) writer.Write(0, new Instant(i), packet, CaptureDirection.Inbound, "a comment");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_flushed_file_is_whole_blocks()
    {
        using MemoryStream stream = new();
        using PcapngWriter writer = new(stream);
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        writer.Write(0, default, [1, 2, 3], CaptureDirection.Unknown);
        writer.Flush();
        PcapngReader reader = Reader(stream.ToArray());
        Assert.Equal((1, PcapngError.None), (ReadAll(reader), reader.Error));
    }

    [Fact]
    public void Every_truncation_is_read_up_to_its_last_whole_block()
    {
        byte[] file = SmallFile;
        for (int length = 0; length < file.Length; length++)
        {
            PcapngReader reader = Reader(file[..length]);
            Assert.InRange(ReadAll(reader), 0, 1);
            Assert.Contains(reader.Error, new[] { PcapngError.None, PcapngError.Truncated, PcapngError.NotPcapng });
        }
    }

    [Fact]
    public void Every_changed_byte_is_read_or_given_a_reason()
    {
        byte[] file = SmallFile;
        for (int at = 0; at < file.Length; at++)
        {
            byte kept = file[at];
            for (int value = 0; value < 256; value++)
            {
                file[at] = (byte)value;
                ReadAll(Reader(file));
            }
            file[at] = kept;
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_given_a_reason() => SeededRuns.Check(3000, random =>
    {
        byte[] file = SmallFile;
        for (int changes = random.Next(1, 30); changes > 0; changes--) file[random.Next(file.Length)] = random.NextByte();
        ReadAll(Reader(random.NextBool() ? file : random.NextBytes(random.Next(200))));
    });

    [Fact]
    public void A_length_that_lies_makes_the_reader_allocate_no_more_than_there_is()
    {
        byte[] file = SmallFile;
        // The first block behind the section header: an interface description that claims 15 MiB.
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(36), 15 * 1024 * 1024);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PcapngReader reader = Reader(file);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(PcapngError.Truncated, reader.Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }
}
