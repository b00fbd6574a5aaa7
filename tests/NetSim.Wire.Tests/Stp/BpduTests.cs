using NetSim.Testing.Kernel;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Stp;

namespace NetSim.Wire.Tests.Stp;

public sealed class BpduTests : IDisposable
{
    private static readonly MacAddress Source = new(0x0200_0000_0001);

    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    private static Bpdu Rapid => new()
    {
        Type = BpduType.Rapid,
        Flags = BpduFlags.DesignatedRole | BpduFlags.Proposal | BpduFlags.Learning,
        Root = 0x1000_0200_0000_0002,
        RootPathCost = 20_000,
        Bridge = 0x8000_0200_0000_0003,
        Port = 0x8004,
        MessageAge = 256,
        MaxAge = 20 * 256,
        HelloTime = 2 * 256,
        ForwardDelay = 15 * 256,
    };

    public static TheoryData<BpduType> Types => [BpduType.Rapid, BpduType.Configuration, BpduType.TopologyChange];

    private byte[] FrameOf(Bpdu bpdu)
    {
        Packet frame = _pool.Rent();
        BpduFrame.Write(frame, Source, bpdu);
        byte[] bytes = frame.Bytes.ToArray();
        frame.Return();
        return bytes;
    }

    private static Bpdu Of(BpduType type) => type == BpduType.TopologyChange ? new Bpdu { Type = type } : Rapid with { Type = type };

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_written_is_read(BpduType type)
    {
        Assert.True(BpduFrame.TryRead(FrameOf(Of(type)), out Bpdu read));
        Assert.Equal(Of(type), read);
    }

    [Fact]
    public void The_bytes_are_those_of_the_standard()
    {
        string expected = "0180c2000000" + "020000000001" + "0027" + "424203" + "0000" + "02" + "02" + "1e"
            + "1000020000000002" + "00004e20" + "8000020000000003" + "8004" + "0100" + "1400" + "0200" + "0f00" + "00";
        Assert.Equal(expected, Convert.ToHexStringLower(FrameOf(Rapid)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_frame_that_is_cut_short_is_none(BpduType type)
    {
        byte[] frame = FrameOf(Of(type));
        for (int length = 0; length < frame.Length; length++) Assert.False(BpduFrame.TryRead(frame.AsSpan(0, length), out _));
    }

    [Fact]
    public void Padding_is_no_part_of_it()
    {
        byte[] frame = FrameOf(Of(BpduType.TopologyChange));
        Array.Resize(ref frame, 60);
        Assert.True(BpduFrame.TryRead(frame, out Bpdu read));
        Assert.Equal(BpduType.TopologyChange, read.Type);
    }

    [Theory]
    [InlineData(0, 0x02)]
    [InlineData(13, 0x02)]
    [InlineData(14, 0x43)]
    [InlineData(16, 0x13)]
    [InlineData(17, 0x01)]
    [InlineData(19, 0x00)]
    [InlineData(20, 0x07)]
    public void What_is_not_its_own_is_not_read(int offset, byte value)
    {
        byte[] frame = FrameOf(Rapid);
        frame[offset] = value;
        Assert.False(BpduFrame.TryRead(frame, out _));
    }

    /// <summary>9.3.4 a).</summary>
    [Fact]
    public void An_old_message_that_is_older_than_its_maximum_age_is_not_read() =>
        Assert.False(BpduFrame.TryRead(FrameOf(Of(BpduType.Configuration) with { MessageAge = 20 * 256 }), out _));

    [Fact]
    public void No_bytes_are_too_bad_to_be_read()
    {
        byte[] good = FrameOf(Rapid);
        for (int offset = 0; offset < good.Length; offset++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] bad = [.. good];
                bad[offset] = (byte)value;
                if (BpduFrame.TryRead(bad, out Bpdu read)) Assert.InRange(read.Length, Bpdu.TopologyChangeLength, Bpdu.RapidLength);
            }
        }
    }

    [SkippableFact]
    public void An_outsider_reads_the_same()
    {
        Command.Require("tshark");
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pcapng");
        try
        {
            using (PcapngWriter writer = new(File.Create(file)))
            {
                writer.AddInterface(new CaptureInterface { LinkType = LinkType.Ethernet });
                foreach (BpduType type in new[] { BpduType.Rapid, BpduType.Configuration, BpduType.TopologyChange })
                    writer.Write(0, default, FrameOf(Of(type)), CaptureDirection.Unknown);
            }
            Assert.Empty(Tshark.WrongPackets(file));
            Assert.Equal(["0x02", "0x00", "0x80"], Tshark.Fields(file, "stp", "stp.type"));
            string[] fields = Tshark.Fields(file, "stp.type == 2", "stp.root.cost", "stp.root.prio", "stp.bridge.prio", "stp.port", "stp.hello", "stp.forward")[0].Split('\t');
            Assert.Equal(["20000", "4096", "32768", "0x8004", "2", "15"], fields);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
