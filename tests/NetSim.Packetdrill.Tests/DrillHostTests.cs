using NetSim.Packetdrill.Sockets;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Tests;

/// <summary>The host without packetdrill: calls and packets in, packets out, on its virtual clock.</summary>
public sealed class DrillHostTests
{
    private const ushort Port = 8080, PeerPort = 40000;
    private static readonly IpAddress Here = IpAddress.Parse("192.168.0.1"), There = IpAddress.Parse("192.0.2.1");

    private readonly DiagnosticPacketPool _pool = new();

    private DrillHost Host(string flags = "") => new(DrillOptions.Parse(flags, out _)!, _pool);

    private static byte[] Segment(TcpFlags flags, uint seq, uint ack, int data = 0, IpAddress? to = null)
    {
        IpAddress destination = to ?? Here;
        return PacketBuilder.Between(destination.IsIPv4 ? There : IpAddress.Parse("2001:db8::1"), destination)
            .Tcp(PeerPort, Port, flags).WithTcp(tcp => tcp with
            {
                SequenceNumber = new SequenceNumber(seq),
                AcknowledgmentNumber = new SequenceNumber(ack),
                Window = 65535,
            }).Payload(data).ToBytes();
    }

    private static TcpView Tcp(byte[] packet)
    {
        Assert.True(TransportChecksum.IsValid(packet, LinkType.Raw));
        int header = packet[0] >> 4 == 4 ? 20 : 40;
        Assert.True(TcpView.TryParse(packet.AsSpan(header), out TcpView view));
        return view;
    }

    private static byte[] Next(DrillHost host)
    {
        (Instant Time, byte[] Bytes)? packet = host.Receive();
        Assert.NotNull(packet);
        return packet.Value.Bytes;
    }

    private static int Listen(DrillHost host, IpAddress address)
    {
        int number = host.Socket(address.Family, SocketKind.Stream);
        Assert.Equal(0, host.Bind(number, new IpEndpoint(address, Port)));
        Assert.Equal(0, host.Listen(number, 1));
        return number;
    }

    /// <returns>The accepted descriptor, and our sequence number after the SYN.</returns>
    private static (int Number, uint Ours) Accept(DrillHost host, IpAddress address)
    {
        int listener = Listen(host, address);
        host.Deliver(Segment(TcpFlags.Syn, 1000, 0, to: address));
        TcpView answer = Tcp(Next(host));
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, answer.Flags);
        Assert.Equal(1001u, answer.AcknowledgmentNumber.Value);
        uint ours = answer.SequenceNumber.Value + 1;
        host.Deliver(Segment(TcpFlags.Ack, 1001, ours, to: address));
        int number = host.Accept(listener, out IpEndpoint remote);
        Assert.Equal(PeerPort, remote.Port);
        return (number, ours);
    }

    private void AssertStops(DrillHost host)
    {
        host.Stop();
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData("192.168.0.1")]
    [InlineData("fd3d:fa7b:d17d::1")]
    public void A_SYN_to_a_listener_is_answered_and_the_connection_carries_data_both_ways(string local)
    {
        DrillHost host = Host();
        (int number, uint ours) = Accept(host, IpAddress.Parse(local));
        host.Deliver(Segment(TcpFlags.Ack | TcpFlags.Psh, 1001, ours, data: 100, to: IpAddress.Parse(local)));
        Assert.Equal(1101u, Tcp(Next(host)).AcknowledgmentNumber.Value);
        byte[] buffer = new byte[60];
        Assert.Equal(60, host.Read(number, buffer, MessageFlags.None, out _));
        Assert.Equal(40, host.Count(number, QueueCount.Unread));
        Assert.Equal(40, host.Read(number, buffer, MessageFlags.None, out _));
        Assert.Equal(-Errno.Again, host.Read(number, buffer, MessageFlags.DontWait, out _));
        Assert.Equal(50, host.Write(number, new byte[50], MessageFlags.None, default));
        TcpView data = Tcp(Next(host));
        Assert.Equal((ours, 50), (data.SequenceNumber.Value, data.Payload.Length));
        AssertStops(host);
    }

    [Fact]
    public void Whatever_address_a_script_binds_or_sends_to_is_the_hosts_own()
    {
        DrillHost host = Host();
        var drawn = IpAddress.Parse("192.168.77.5");
        Assert.True(Accept(host, drawn).Number > 0);
        AssertStops(host);
    }

    [Fact]
    public void With_local_addresses_in_the_flags_others_are_not_the_hosts_own()
    {
        DrillHost host = Host("local=192.168.0.1");
        int number = host.Socket(AddressFamily.IPv4, SocketKind.Stream);
        Assert.Equal(-Errno.AddressNotAvailable, host.Bind(number, new IpEndpoint(IpAddress.Parse("192.168.77.5"), Port)));
        AssertStops(host);
    }

    [Fact]
    public void A_look_at_the_data_leaves_it_where_it_is()
    {
        DrillHost host = Host();
        (int number, uint ours) = Accept(host, Here);
        host.Deliver(Segment(TcpFlags.Ack | TcpFlags.Psh, 1001, ours, data: 10));
        host.Deliver(Segment(TcpFlags.Ack | TcpFlags.Psh, 1011, ours, data: 10));
        byte[] buffer = new byte[15];
        Assert.Equal(3, host.Read(number, buffer.AsSpan(0, 3), MessageFlags.None, out _));
        Assert.Equal(15, host.Read(number, buffer, MessageFlags.Peek, out _));
        Assert.Equal(17, host.Count(number, QueueCount.Unread));
        AssertStops(host);
    }

    [Fact]
    public void A_reset_in_place_of_the_last_ACK_is_told_by_SO_ERROR_once_and_not_by_a_read()
    {
        DrillHost host = Host();
        (int number, uint ours) = Accept(host, Here);
        host.Deliver(Segment(TcpFlags.Fin | TcpFlags.Ack, 1001, ours));
        Assert.Equal(1002u, Tcp(Next(host)).AcknowledgmentNumber.Value);
        Assert.Equal(0, host.Shutdown(number, ShutdownHow.Write));
        Assert.Equal(TcpFlags.Fin | TcpFlags.Ack, Tcp(Next(host)).Flags);
        host.Deliver(Segment(TcpFlags.Rst, 1002, 0));
        Assert.Equal(0, host.Read(number, new byte[10], MessageFlags.None, out _));
        byte[] value = new byte[sizeof(int)];
        host.GetOption(number, SocketOption.Error, value);
        Assert.Equal(Errno.ConnectionReset, BitConverter.ToInt32(value));
        host.GetOption(number, SocketOption.Error, value);
        Assert.Equal(0, BitConverter.ToInt32(value));
        AssertStops(host);
    }

    [Fact]
    public void A_retransmission_comes_when_virtual_time_has_passed_its_time_out()
    {
        DrillHost host = Host();
        (int number, uint ours) = Accept(host, Here);
        host.Write(number, new byte[10], MessageFlags.None, default);
        Instant first = host.Receive()!.Value.Time;
        (Instant Time, byte[] Bytes) again = host.Receive()!.Value;
        Assert.Equal(ours, Tcp(again.Bytes).SequenceNumber.Value);
        Assert.Equal(Duration.FromSeconds(1), again.Time - first);
        AssertStops(host);
    }

    [Fact]
    public void Waiting_for_a_packet_that_never_comes_ends_with_nothing()
    {
        DrillHost host = Host();
        Assert.Null(host.Receive());
        AssertStops(host);
    }

    [Fact]
    public void Asking_for_the_time_moves_it_a_little()
    {
        DrillHost host = Host();
        Instant before = host.ReadClock();
        Assert.True(host.ReadClock() > before);
        host.Sleep(Duration.FromSeconds(3600));
        Assert.True(host.Now - before >= Duration.FromSeconds(3600));
        AssertStops(host);
    }

    [Fact]
    public void A_call_that_blocks_on_another_thread_returns_at_the_time_of_what_it_waited_for()
    {
        DrillHost host = Host();
        int listener = Listen(host, Here);
        int accepted = 0;
        Instant returned = default;
        var caller = new Thread(() =>
        {
            accepted = host.Accept(listener, out _);
            returned = host.ReadClock();
        });
        caller.Start();
        host.Deliver(Segment(TcpFlags.Syn, 1000, 0));
        uint ours = Tcp(Next(host)).SequenceNumber.Value + 1;
        host.Sleep(Duration.FromSeconds(5));
        Instant due = host.Now;
        host.Deliver(Segment(TcpFlags.Ack, 1001, ours));
        caller.Join();
        Assert.True(accepted > listener);
        Assert.True(returned >= due && returned - due < Duration.FromMilliseconds(1));
        AssertStops(host);
    }

    [Fact]
    public void A_poll_that_runs_out_has_moved_the_clock_by_its_time_out()
    {
        DrillHost host = Host();
        int listener = Listen(host, Here);
        Instant before = host.Now;
        Assert.Equal(0, host.Poll([(listener, PollEvents.In, PollEvents.None)], Duration.FromMilliseconds(250)));
        Assert.Equal(Duration.FromMilliseconds(250), host.Now - before);
        AssertStops(host);
    }

    [Fact]
    public void A_refused_connection_says_so_once()
    {
        DrillHost host = Host();
        int number = host.Socket(AddressFamily.IPv4, SocketKind.Stream);
        host.SetBlocking(number, isBlocking: false);
        Assert.Equal(-Errno.InProgress, host.Connect(number, new IpEndpoint(There, PeerPort)));
        TcpView syn = Tcp(Next(host));
        SequenceNumber expected = syn.SequenceNumber + 1;
        byte[] reset = PacketBuilder.Between(There, Here).Tcp(PeerPort, syn.SourcePort, TcpFlags.Rst | TcpFlags.Ack)
            .WithTcp(tcp => tcp with { AcknowledgmentNumber = expected }).ToBytes();
        host.Deliver(reset);
        byte[] error = new byte[4];
        Assert.Equal(4, host.GetOption(number, SocketOption.Error, error));
        Assert.Equal(Errno.ConnectionRefused, error[0]);
        host.GetOption(number, SocketOption.Error, error);
        Assert.Equal(0, error[0]);
        AssertStops(host);
    }

    [Fact]
    public void Epoll_tells_of_an_edge_once()
    {
        DrillHost host = Host();
        (int number, uint ours) = Accept(host, Here);
        int set = host.CreateEpoll();
        Assert.Equal(0, host.ControlEpoll(set, 1, number, (PollEvents.In | PollEvents.EdgeTriggered, 7)));
        host.Deliver(Segment(TcpFlags.Ack | TcpFlags.Psh, 1001, ours, data: 10));
        var found = new (PollEvents Events, ulong Data)[4];
        Assert.Equal(1, host.WaitEpoll(set, found, Duration.Zero));
        Assert.Equal((PollEvents.In, 7ul), found[0]);
        Assert.Equal(0, host.WaitEpoll(set, found, Duration.Zero));
        AssertStops(host);
    }

    [Fact]
    public void Datagrams_go_both_ways_and_say_where_they_are_from()
    {
        DrillHost host = Host();
        int number = host.Socket(AddressFamily.IPv4, SocketKind.Datagram);
        Assert.Equal(0, host.Bind(number, new IpEndpoint(Here, Port)));
        host.Deliver(PacketBuilder.Between(There, Here).Udp(PeerPort, Port).Payload(5).ToBytes());
        byte[] buffer = new byte[10];
        Assert.Equal(5, host.Read(number, buffer, MessageFlags.None, out IpEndpoint from));
        Assert.Equal(new IpEndpoint(There, PeerPort), from);
        Assert.Equal(3, host.Write(number, new byte[3], MessageFlags.None, from));
        Assert.Equal(20 + 8 + 3, Next(host).Length);
        AssertStops(host);
    }

    [Fact]
    public void A_descriptor_that_is_not_open_is_a_bad_one()
    {
        DrillHost host = Host();
        Assert.Equal(-Errno.BadDescriptor, host.Listen(3, 1));
        int number = host.Socket(AddressFamily.IPv4, SocketKind.Stream);
        Assert.Equal(0, host.Close(number));
        Assert.Equal(-Errno.BadDescriptor, host.Close(number));
        Assert.Equal(number, host.Socket(AddressFamily.IPv4, SocketKind.Stream));
        AssertStops(host);
    }

    [Fact]
    public void A_super_segment_leaves_in_pieces()
    {
        DrillHost host = Host("super-segment=65535");
        (int number, _) = Accept(host, Here);
        host.Write(number, new byte[1200], MessageFlags.None, default);
        Assert.Equal(536, Tcp(Next(host)).Payload.Length);
        Assert.Equal(536, Tcp(Next(host)).Payload.Length);
        AssertStops(host);
    }
}
