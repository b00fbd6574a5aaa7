using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NetSim.Devices.Polling;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Time;

namespace NetSim.Devices.Tests.Tun;

public sealed class TunDeviceDataTests : IDisposable
{
    private static readonly IpAddress Here = IpAddress.FromIPv4(10, 0, 0, 2);
    private static readonly IpAddress Host = IpAddress.FromIPv4(10, 0, 0, 1);
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [SkippableFact]
    public void A_write_while_the_device_is_down_says_so_and_works_as_soon_as_it_is_up()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.Open(host, new TunOptions { Name = "t0" });
        Packet packet = Datagrams.Make(_pool, Here, Host, 9, "x"u8);

        Assert.Equal(TunWriteStatus.DeviceDown, device.Write(packet).Status);
        host.Ip("link", "set", "dev", "t0", "up");
        Assert.Equal(TunWriteStatus.Written, device.Write(packet).Status);
        host.Ip("link", "set", "dev", "t0", "down");
        Assert.Equal(TunWriteStatus.DeviceDown, device.Write(packet).Status);

        Assert.Equal((1, 2, packet.Length), (device.Counters.PacketsWritten, device.Counters.DroppedDeviceDown, device.Counters.BytesWritten));
        packet.Return();
    }

    [SkippableTheory]
    [InlineData(TunOffloadPolicy.Negotiate)]
    [InlineData(TunOffloadPolicy.None)]
    public void A_device_deleted_under_us_is_gone_for_reads_and_writes_and_a_poller_does_not_spin_on_it(TunOffloadPolicy offloads)
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Offloads = offloads });
        using Poller poller = Tuns.Demand(Poller.Open());
        Assert.Null(poller.Add(device.Handle, 7));
        var ready = new int[4];
        Drain(device);

        host.Ip("link", "del", "dev", "t0");

        Assert.Equal(1, poller.Wait(Duration.FromSeconds(10), ready));
        Assert.Equal(7, ready[0]);
        Drain(device);
        Assert.Equal(TunDeviceState.Gone, device.State);
        poller.Remove(device.Handle);
        Assert.Equal(0, poller.Wait(Duration.FromMilliseconds(50), ready));
        Packet packet = Datagrams.Make(_pool, Here, Host, 9, "x"u8);
        Assert.Equal(TunWriteStatus.Gone, device.Write(packet).Status);
        Assert.Equal(0, device.ReadMtu());
        packet.Return();
    }

    [SkippableFact]
    public void A_write_finds_out_by_itself_that_the_device_is_gone()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        host.Ip("link", "del", "dev", "t0");
        Packet packet = Datagrams.Make(_pool, Here, Host, 9, "x"u8);

        Assert.Equal(TunWriteStatus.Gone, device.Write(packet).Status);
        Assert.Equal((TunDeviceState.Gone, 1), (device.State, device.Counters.DroppedGone));
        packet.Return();
    }

    [SkippableFact]
    public void What_is_no_ip_packet_is_refused_by_the_kernel_without_an_exception()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        Packet junk = _pool.Rent(4), empty = _pool.Rent();
        junk.Append(4).Fill(0xFF);

        Assert.Equal(TunWriteStatus.Refused, device.Write(junk).Status);
        Assert.Equal(TunWriteStatus.Refused, device.Write(empty).Status);

        Assert.Equal(2, device.Counters.DroppedRefused);
        junk.Return();
        empty.Return();
    }

    [SkippableFact]
    public void A_closed_device_reads_nothing_and_writes_nothing()
    {
        using var host = new TestNamespace();
        TunDevice device = Tuns.OpenUp(host);
        device.Dispose();
        device.Dispose();
        Packet packet = Datagrams.Make(_pool, Here, Host, 9, "x"u8);

        Assert.False(device.TryRead(_pool, out _));
        Assert.Equal(TunWriteStatus.Gone, device.Write(packet).Status);
        Assert.Equal(TunDeviceState.Closed, device.State);
        packet.Return();
    }

    [SkippableFact]
    public void What_the_host_sends_arrives_with_a_partial_checksum_in_an_ordinary_packet()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);

        socket.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 4242));
        Packet packet = Tuns.Await(device, _pool, "a datagram", p => Datagrams.IsTo(p, 4242));

        Assert.Equal(ChecksumState.Partial, packet.Checksum);
        Assert.Equal(0, packet.SegmentSize);
        Assert.Equal(Packet.DefaultHeadroom, packet.Headroom);
        Assert.Equal(PacketPool.SmallCapacity, packet.Capacity);
        Assert.True(packet.Bytes.EndsWith("hello"u8));
        Assert.True(TransportChecksum.Complete(packet));
        Assert.True(TransportChecksum.IsValid(packet));
        packet.Return();
    }

    [SkippableFact]
    public void Without_offloads_what_the_host_sends_has_its_checksum_filled_in()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Offloads = TunOffloadPolicy.None });
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);

        socket.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 4242));
        Packet packet = Tuns.Await(device, _pool, "a datagram", p => Datagrams.IsTo(p, 4242));

        Assert.Equal(ChecksumState.Complete, packet.Checksum);
        Assert.True(TransportChecksum.IsValid(packet));
        packet.Return();
    }

    [SkippableFact]
    public void A_persistent_device_is_left_fit_for_a_program_that_knows_no_offloads()
    {
        using var host = new TestNamespace();
        host.Ip("tuntap", "add", "dev", "t0", "mode", "tun");
        Tuns.OpenUp(host).Dispose();
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);

        using System.Diagnostics.Process other = host.Start("socat", "-u", "TUN,tun-name=t0,tun-type=tun,iff-no-pi,iff-up", "STDOUT");
        Patience.Until("socat to attach", () => host.Link("t0")!["flags"]!.ToJsonString().Contains("LOWER_UP"));
        socket.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 4242));
        var output = new List<byte>();
        while (!CollectionsMarshal.AsSpan(output).EndsWith("hello"u8)) output.Add((byte)other.StandardOutput.BaseStream.ReadByte());
        other.Kill();

        byte[] bytes = [.. output[^(28 + 5)..]];
        Assert.True(TransportChecksum.IsValid(bytes, LinkType.Raw));
    }

    [SkippableTheory]
    [InlineData(TunOffloadPolicy.Negotiate)]
    [InlineData(TunOffloadPolicy.None)]
    public void The_host_accepts_a_partial_checksum_and_notices_a_wrong_one(TunOffloadPolicy offloads)
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Offloads = offloads });
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 4242));
        socket.ReceiveTimeout = 10_000;
        Packet wrong = Datagrams.Make(_pool, Here, Host, 4242, "wrong"u8);
        TransportChecksum.Complete(wrong);
        wrong.Bytes[^1] ^= 1;
        wrong.Checksum = ChecksumState.Complete;
        Packet right = Datagrams.Make(_pool, Here, Host, 4242, "right"u8);

        Assert.Equal(TunWriteStatus.Written, device.Write(wrong).Status);
        Assert.Equal(TunWriteStatus.Written, device.Write(right).Status);

        var received = new byte[100];
        Assert.Equal("right"u8, received.AsSpan(0, socket.Receive(received)));
        Assert.Equal(1, Datagrams.ChecksumErrors(host));
        wrong.Return();
        right.Return();
    }

    [SkippableFact]
    public void A_super_datagram_is_cut_by_the_host()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        Skip.IfNot((device.Offloads & TunOffloads.Uso4) != 0, "needs UDP segmentation offload (Linux 6.2)");
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 4242));
        socket.ReceiveTimeout = 10_000;
        var payload = new byte[2500];
        Random.Shared.NextBytes(payload);
        Packet super = Datagrams.Make(_pool, Here, Host, 4242, payload);
        super.SegmentSize = 1000;

        Assert.Equal(TunWriteStatus.Written, device.Write(super).Status);

        var received = new byte[4000];
        int[] lengths = [socket.Receive(received), socket.Receive(received.AsSpan(1000)), socket.Receive(received.AsSpan(2000))];
        Assert.Equal([1000, 1000, 500], lengths);
        Assert.Equal(payload, received[..2500]);
        super.Return();
    }

    [SkippableFact]
    public void A_super_segment_for_a_device_without_offloads_is_refused()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Offloads = TunOffloadPolicy.None });
        Packet super = Datagrams.Make(_pool, Here, Host, 4242, new byte[2500]);
        super.SegmentSize = 1000;

        Assert.Equal(TunWriteStatus.Refused, device.Write(super).Status);
        super.Return();
    }

    [SkippableFact]
    public void A_tap_device_carries_ethernet_frames_both_ways()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host, new TunOptions { Name = "t0", Kind = TunKind.Tap });
        host.Ip("neigh", "add", "10.0.0.2", "lladdr", "02:00:00:00:00:02", "dev", "t0");
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 4242));
        socket.ReceiveTimeout = 10_000;

        socket.SendTo("ping"u8, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 4242));
        Packet frame = Tuns.Await(device, _pool, "a frame", p => p.Bytes.EndsWith("ping"u8));
        Assert.Equal(ChecksumState.Partial, frame.Checksum);
        Assert.Equal("02:00:00:00:00:02", MacAddress.Read(frame.Bytes).ToString());
        // Back to where it came from: what is partial on one way is partial on the other.
        Datagrams.TurnRoundEthernet(frame);
        Assert.Equal(TunWriteStatus.Written, device.Write(frame).Status);

        var received = new byte[100];
        Assert.Equal("ping"u8, received.AsSpan(0, socket.Receive(received)));
        frame.Return();
    }

    [SkippableFact]
    public void Reading_and_writing_allocate_nothing()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        using Socket socket = Tuns.Socket(host, SocketType.Dgram, ProtocolType.Udp);
        var target = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 4242);
        var pool = new RecyclingPacketPool();
        Packet outgoing = Datagrams.Make(pool, Here, Host, 9, "x"u8);
        Send();
        Assert.InRange(ReadAndWrite(), 50, 500);    // once for the compiler and the pool
        Send();

        long before = GC.GetAllocatedBytesForCurrentThread();
        long read = ReadAndWrite();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(read, 50, 500);      // the host answers some of what was written
        Assert.Equal(0, allocated);

        void Send()
        {
            for (int i = 0; i < 50; i++) socket.SendTo("hello"u8, target);
        }

        long ReadAndWrite()
        {
            long count = 0;
            while (device.TryRead(pool, out Packet? packet))
            {
                packet.Return();
                device.Write(outgoing);
                count++;
            }
            return count;
        }
    }

    private void Drain(TunDevice device)
    {
        while (device.TryRead(_pool, out Packet? packet)) packet.Return();
    }
}
