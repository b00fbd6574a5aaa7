using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Tests.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Attacks;

/// <summary>
/// During each attack an honest client is served every time, and what the server keeps stays below a bound: entries and packets are
/// counted, not times.
/// </summary>
public sealed class AttackTests
{
    private const int Rounds = 20, FramesPerRound = 250;

    /// <summary>What an exchange of the honest client holds by itself, and what waits for neighbours.</summary>
    private const int HeldBound = AttackedServer.WaitingForNeighbours + 32;

    [Fact]
    [Rfc(4987, "3.6")]
    public void Floods_of_SYNs_from_anywhere()
    {
        AttackedServer server = Withstand(random => FromAnywhere(random).Tcp(random.NextUInt16(), 80, TcpFlags.Syn, random.NextUInt32()));
        Assert.InRange(server.MostHalfOpen, 1, AttackedServer.HalfOpen);
        Assert.InRange(server.MostHeld, 0, HeldBound);
        Assert.True(server.Server.Stack.Tcp.Counters[TcpCounter.SynCookiesAccepted] > 0);
        server.Stop();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(800, false)]
    [Rfc(6274, "4.1")]
    public void Floods_of_fragments_of_which_nothing_will_come(int offset, bool isMore)
    {
        AttackedServer server = Withstand(random => FromAnywhere(random).Udp(1000, 9).Payload(160).WithIPv4(fields => fields with
        {
            Identification = random.NextUInt16(), FragmentOffset = offset, MoreFragments = isMore,
        }));
        Assert.InRange(server.MostHeld, 1, AttackedServer.FragmentBytes / 2048 + HeldBound);
        for (int i = 0; i < 700; i++) server.Advance();
        Assert.True(server.Server.Drops(DropReason.ReassemblyTimeout) + server.Server.Drops(DropReason.ReassemblyFull) > 0);
        server.Stop();
    }

    [Fact]
    [Rfc(1858, "3")]
    [Rfc(6274, "4.1")]
    public void Teardrop_the_ping_of_death_and_their_kin()
    {
        AttackedServer server = Withstand(random =>
        {
            (int offset, int length, bool isMore) = random.Next(5) switch
            {
                0 => (0, 36, true),
                1 => (24, 4, false),
                2 => (65528, 1400, false),
                3 => (0, 8, true),
                _ => (8 * random.Next(8), 8 * random.Next(1, 8), random.NextBool()),
            };
            return FromAnywhere(random).Protocol((IpProtocol)(random.NextBool() ? 1 : 17)).Payload(length).WithIPv4(fields => fields with
            {
                Identification = (ushort)random.Next(4), FragmentOffset = offset, MoreFragments = isMore,
            });
        });
        Assert.InRange(server.MostHeld, 1, AttackedServer.FragmentBytes / 2048 + HeldBound);
        server.Stop();
    }

    [Fact]
    [Rfc(826, "Packet Reception")]
    public void ARP_from_thousands_of_neighbours_who_do_not_exist()
    {
        AttackedServer server = Withstand((Random random) => Frames.ArpRequest(Address(random), "10.0.0.1", Mac(random)));
        Assert.InRange(server.MostNeighbours, 1, AttackedServer.Neighbours);
        Assert.InRange(server.MostHeld, 0, HeldBound);
        server.Stop();
    }

    [Fact]
    [Rfc(6583, "7")]
    public void Solicitations_from_thousands_of_neighbours_who_do_not_exist()
    {
        AttackedServer server = Withstand((Random random) =>
            Frames.Solicitation($"fd00::{random.NextUInt16():x}:{random.Next(1, 65536):x}", "fd00::1", "fd00::1", Mac(random)));
        Assert.InRange(server.MostNeighbours, 1, AttackedServer.Neighbours);
        Assert.InRange(server.MostHeld, 0, HeldBound);
        server.Stop();
    }

    /// <summary>Whoever is asked for an answer by a stranger must ask for the stranger first.</summary>
    [Fact]
    [Rfc(6583, "7")]
    public void Questions_that_must_be_answered_to_neighbours_who_do_not_exist()
    {
        AttackedServer server = Withstand(random => FromAnywhere(random).Echo(1));
        Assert.InRange(server.MostNeighbours, 1, AttackedServer.Neighbours);
        Assert.InRange(server.MostHeld, 0, HeldBound);
        server.Stop();
    }

    [Fact]
    [Rfc(1812, "5.3.7")]
    public void LAND_packets_that_claim_to_be_from_the_server_itself()
    {
        AttackedServer server = Withstand(random => ToServer("10.0.0.1").Tcp(80, 80, TcpFlags.Syn, random.NextUInt32()));
        Assert.Equal(Rounds * FramesPerRound, server.Server.Drops(DropReason.Martian));
        Assert.InRange(server.MostHeld, 0, HeldBound);
        server.Stop();
    }

    [Fact]
    [Rfc(5961, "7")]
    public void Storms_of_ACKs_for_connections_that_do_not_exist()
    {
        AttackedServer server = Withstand(random =>
            ToServer("10.0.0.2").Tcp(random.NextUInt16(), 80, TcpFlags.Ack, random.NextUInt32(), random.NextUInt32()));
        Assert.InRange(server.MostHeld, 0, HeldBound);
        Assert.Equal(0, server.Listener.HalfOpenCount);
        server.Stop();
    }

    /// <summary>The attacker knows addresses and ports and guesses numbers; what is not exactly right ends nothing and is hardly answered.</summary>
    [Theory]
    [InlineData(TcpFlags.Rst)]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack)]
    [InlineData(TcpFlags.Syn)]
    [InlineData(TcpFlags.Ack)]
    [InlineData(TcpFlags.Ack | TcpFlags.Fin)]
    [Rfc(5961, "3.2", "4.2", "5.2", "7")]
    public void Blind_segments_into_a_connection_that_is_in_use(TcpFlags flags)
    {
        var server = new AttackedServer();
        var random = new Random(1);
        TcpConnection connection = server.Dial();
        Assert.True(server.Exchange(connection, 100));
        long sentBefore = server.Server.Stack.Tcp.Counters[TcpCounter.ChallengeAcksSent];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < FramesPerRound; i++)
            {
                uint sequence = i % 2 == 0 ? server.NextFromClient + (uint)NearBy(random) : random.NextUInt32();
                // Without timestamps nothing but a reset is looked at, since the connection has them (RFC 7323 3.2).
                var stamps = new TcpOptions { HasTimestamps = true, TimestampValue = random.NextUInt32() };
                server.Attack(ToServer("10.0.0.2").Tcp(connection.Local.Port, 80, flags, sequence, random.NextUInt32())
                    .WithTcpOptions(stamps).Payload(flags == TcpFlags.Ack ? 20 : 0).ToBytes());
            }
            Assert.True(server.Exchange(connection, 100), $"Round {round}: {connection.State}, {connection.EndedBy}.");
        }
        Assert.Equal((TcpState.Established, 1), (connection.State, server.Connections));
        long challenges = server.Server.Stack.Tcp.Counters[TcpCounter.ChallengeAcksSent] - sentBefore;
        Assert.InRange(challenges, 1, 20);
        Assert.InRange(server.MostHeld, 0, HeldBound);
        server.Stop();
    }

    /// <summary>An honest exchange, heard by somebody who plays it back with bits changed, pieces cut and frames out of order.</summary>
    [Fact]
    public void Traffic_that_was_heard_and_comes_again_changed() => SeededRuns.Check(60, random =>
    {
        var server = new AttackedServer();
        Assert.True(server.Serves());
        byte[][] heard = [.. server.Log.Where(entry => entry.From == "client").Select(entry => entry.Bytes)];
        for (int i = 0; i < 300; i++)
        {
            byte[] frame = [.. heard[random.Next(heard.Length)]];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                int at = random.Next(Math.Min(frame.Length, random.NextBool() ? 74 : 1600));
                frame[at] = random.NextBool() ? random.NextByte() : (byte)(frame[at] ^ 1 << random.Next(8));
            }
            if (random.Next(8) == 0) frame = frame[..random.Next(frame.Length + 1)];
            // The server may not look at checksums: offload has, or the attacker can compute.
            Packet packet = server.Server.Pool.Rent(frame.Length);
            frame.CopyTo(packet.Append(frame.Length));
            packet.Checksum = random.NextBool() ? ChecksumState.Complete : ChecksumState.Verified;
            server.Attack(packet);
            if (random.Next(20) == 0) server.Advance();
        }
        Assert.InRange(server.MostHeld, 0, AttackedServer.FragmentBytes / 2048 + HeldBound);
        // A forged ARP may have led the server astray, which heals within a minute (RFC 1122 2.3.2.1).
        for (int i = 0; i < 1200; i++) server.Advance();
        Assert.True(server.Serves());
        server.Stop();
    });

    private static AttackedServer Withstand(Func<Random, PacketBuilder> next) => Withstand(random => next(random).ToBytes());

    /// <summary>The same attack all the time; after every so many frames the honest client comes.</summary>
    private static AttackedServer Withstand(Func<Random, byte[]> next)
    {
        var server = new AttackedServer();
        var random = new Random(1);
        int served = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < FramesPerRound; i++) server.Attack(next(random));
            if (server.Serves()) served++;
        }
        Assert.Equal(Rounds, served);
        return server;
    }

    /// <summary>So far from the next byte that about half of it lies in the window, and never exactly there.</summary>
    private static int NearBy(Random random) => random.Next(1, 1 << 16) * (random.NextBool() ? 1 : -1);

    private static PacketBuilder FromAnywhere(Random random) => ToServer(Address(random));

    private static PacketBuilder ToServer(string source) =>
        PacketBuilder.IPv4(source, "10.0.0.1").Ethernet(source: "02:00:00:00:00:66", destination: AttackedServer.ServerMac);

    private static string Address(Random random) => $"10.{random.Next(1, 255)}.{random.Next(256)}.{random.Next(1, 255)}";

    private static MacAddress Mac(Random random) =>
        MacAddress.Parse($"02:66:{random.NextByte():x2}:{random.NextByte():x2}:{random.NextByte():x2}:{random.NextByte():x2}");
}
