using NetSim.Testing;
using NetSim.Wire.Virtio;

namespace NetSim.Wire.Tests.Virtio;

public sealed class VirtioNetHeaderTests
{
    [Fact]
    public void The_fields_stand_where_the_kernel_puts_them()
    {
        // flags, gso_type, hdr_len, gso_size, csum_start, csum_offset of a TCP super-segment on a TUN device.
        byte[] bytes = [1, 1, 52, 0, 0xA8, 0x05, 20, 0, 16, 0];
        Assert.True(VirtioNetHeader.TryRead(bytes, out VirtioNetHeader header));
        Assert.Equal((VirtioNetFlags.NeedsChecksum, VirtioGsoType.TcpIPv4), (header.Flags, header.GsoType));
        Assert.Equal((52, 1448, 20, 16), (header.HeaderLength, header.GsoSize, header.ChecksumStart, header.ChecksumOffset));
    }

    [Fact]
    public void What_is_read_is_written_alike() => SeededRuns.Check(300, random =>
    {
        byte[] bytes = random.NextBytes(VirtioNetHeader.Length);
        Assert.True(VirtioNetHeader.TryRead(bytes, out VirtioNetHeader header));
        PoisonedBytes written = new(VirtioNetHeader.Length);
        header.Write(written.Span);
        written.AssertIntact();
        Assert.Equal(bytes, written.Span.ToArray());
    });

    [Fact]
    public void Nine_bytes_are_no_header() => Assert.False(VirtioNetHeader.TryRead(new byte[9], out _));
}
