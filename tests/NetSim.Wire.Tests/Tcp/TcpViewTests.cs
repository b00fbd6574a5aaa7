using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Tcp;

public sealed class TcpViewTests
{
    [Fact]
    public void A_SYN_of_another_program_is_read()
    {
        TcpView tcp = PacketAssert.IsTcp(ForeignPackets.TcpSynIPv4);
        Assert.Equal(40000, tcp.SourcePort);
        Assert.Equal(443, tcp.DestinationPort);
        Assert.Equal(new SequenceNumber(0x11223344), tcp.SequenceNumber);
        Assert.Equal(TcpFlags.Syn, tcp.Flags);
        Assert.Equal(64240, tcp.Window);
        Assert.Equal(0x9C34, tcp.Checksum);
        Assert.Equal(40, tcp.HeaderLength);
        Assert.True(tcp.Payload.IsEmpty);
        TcpOptions options = TcpOptions.Parse(tcp.OptionBytes);
        Assert.Equal((ushort?)1460, options.Mss);
        Assert.Equal((byte?)7, options.WindowScale);
        Assert.True(options.SackPermitted);
        Assert.Equal((true, 123456u, 0u), (options.HasTimestamps, options.TimestampValue, options.TimestampEcho));
    }

    [Fact]
    public void SACK_blocks_of_another_program_are_read()
    {
        TcpView tcp = PacketAssert.IsTcp(ForeignPackets.TcpSackIPv6);
        Assert.Equal(new SequenceNumber(0xFFFF_FFFE), tcp.AcknowledgmentNumber);
        Assert.Equal("abc"u8, tcp.Payload);
        SackBlock[] expected =
        [
            new(new SequenceNumber(10), new SequenceNumber(20)), new(new SequenceNumber(30), new SequenceNumber(40)),
        ];
        Assert.Equal(expected, TcpOptions.Parse(tcp.OptionBytes).SackBlocks.ToArray());
    }

    [Fact]
    public void What_is_written_is_read_back() => SeededRuns.Check(1000, random =>
    {
        TcpFields fields = new()
        {
            SourcePort = random.NextUInt16(),
            DestinationPort = random.NextUInt16(),
            SequenceNumber = new SequenceNumber(random.NextUInt32()),
            AcknowledgmentNumber = new SequenceNumber(random.NextUInt32()),
            Flags = (TcpFlags)random.Next(0x200),
            Window = random.NextUInt16(),
            Checksum = random.NextUInt16(),
            UrgentPointer = random.NextUInt16(),
        };
        TcpOptions options = random.NextBool() ? Samples.SynOptions : default;
        PoisonedBytes bytes = new(TcpHeader.MinLength + options.Length);
        Assert.Equal(bytes.Span.Length, TcpHeader.Write(bytes.Span, fields, options));
        bytes.AssertIntact();
        Assert.True(TcpView.TryParse(bytes.Span, out TcpView view));
        Assert.Equal(fields.SourcePort, view.SourcePort);
        Assert.Equal(fields.DestinationPort, view.DestinationPort);
        Assert.Equal(fields.SequenceNumber, view.SequenceNumber);
        Assert.Equal(fields.AcknowledgmentNumber, view.AcknowledgmentNumber);
        Assert.Equal(fields.Flags, view.Flags);
        Assert.Equal(fields.Window, view.Window);
        Assert.Equal(fields.Checksum, view.Checksum);
        Assert.Equal(fields.UrgentPointer, view.UrgentPointer);
        Assert.Equal(options.Length, view.OptionBytes.Length);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(15)]
    public void A_data_offset_below_5_or_beyond_the_segment_is_refused(int words)
    {
        byte[] bytes = new byte[20];
        bytes[12] = (byte)(words << 4);
        Assert.False(TcpView.TryParse(bytes, out _));
    }

    [Fact]
    public void Reserved_bits_are_written_as_zero_and_ignored_when_read()
    {
        byte[] bytes = new byte[20];
        TcpHeader.Write(bytes, new TcpFields { Flags = (TcpFlags)0xFFFF });
        Assert.Equal(0x51, bytes[12]);
        bytes[12] |= 0x0E;
        Assert.True(TcpView.TryParse(bytes, out TcpView view));
        Assert.Equal((TcpFlags)0x1FF, view.Flags);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(22)]
    [InlineData(64)]
    public void A_header_length_that_cannot_be_expressed_is_a_mistake(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpHeader.WriteFixed(new byte[80], default, length));
}
