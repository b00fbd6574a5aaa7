using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Attacks;

/// <summary>
/// A whole server with small tables, one honest client on the same Ethernet, and whoever sends it frames. Held packets are counted over both nodes.
/// </summary>
internal sealed class AttackedServer
{
    public const int HalfOpen = 64, Neighbours = 64, WaitingForNeighbours = 64, FragmentBytes = 256 << 10;
    public const string ServerMac = "02:00:00:00:00:01", ClientMac = "02:00:00:00:00:02";

    private const int RequestBytes = 3000;

    private static readonly IpEndpoint Service = new(IpAddress.Parse("10.0.0.1"), 80);

    private readonly TestNetwork _network = new();
    private readonly List<TcpConnection> _accepted = [];
    private readonly TcpSettings _settings = TcpSettings.Default with { HalfOpenBacklog = HalfOpen, AcceptBacklog = 32 };
    private TcpConnection? _dialled;
    private double _seconds;

    public AttackedServer()
    {
        var tables = new NeighbourOptions
        {
            MaxEntries = Neighbours, MaxIncomplete = 32, MaxWaiting = 4, MaxWaitingInAll = WaitingForNeighbours,
        };
        var reassembly = new ReassemblyOptions { MaxBytes = FragmentBytes, MaxPackets = 64 };
        Server = _network.Node("server", new HostStackOptions { Ip = IpOptions.Default with { Reassembly = reassembly } });
        Client = _network.Host("client");
        Server.AddPort(["10.0.0.1/8", "fd00::1/64"], mac: ServerMac, neighbours: tables);
        Client.AddPort(["10.0.0.2/8", "fd00::2/64"], mac: ClientMac);
        _network.Connect(Server, 0, Client, 0);
        Listener = new TcpListener(Server.Stack.Tcp, _settings, Service);
        Server.Stack.Bind(IpProtocol.Tcp, Service, Listener, out _);
    }

    public TestNode Server { get; }

    public TestNode Client { get; }

    public TcpListener Listener { get; }

    /// <summary>Most packets that were out of the pool at once.</summary>
    public long MostHeld { get; private set; }

    public int MostHalfOpen { get; private set; }

    public int MostNeighbours { get; private set; }

    /// <summary>The number that the server expects next from the honest client: what is not exactly there is not the client's.</summary>
    public uint NextFromClient { get; private set; }

    /// <summary>Frames that crossed the cable.</summary>
    public List<(string From, byte[] Bytes)> Log => _network.Log;

    /// <summary>Accepted connections that are not over.</summary>
    public int Connections => _accepted.Count;

    public void Attack(byte[] frame)
    {
        Packet packet = Server.Pool.Rent(frame.Length);
        frame.CopyTo(packet.Append(frame.Length));
        packet.Checksum = ChecksumState.Complete;
        Attack(packet);
    }

    public void Attack(Packet frame)
    {
        Server.Receive(0, frame);
        Pump();
        MostHeld = Math.Max(MostHeld, _network.Pool.Outstanding);
        MostHalfOpen = Math.Max(MostHalfOpen, Listener.HalfOpenCount);
        MostNeighbours = Math.Max(MostNeighbours, Server.Port(0).SnapshotNeighbours().Length);
    }

    /// <summary>The honest client connects, sends a request and gets it back, and both close.</summary>
    public bool Serves()
    {
        TcpConnection connection = Dial();
        bool isServed = Exchange(connection, RequestBytes);
        connection.Shutdown(Client.Now);
        for (int i = 0; i < 20 && connection.State is not (TcpState.TimeWait or TcpState.Closed); i++) Advance();
        bool isOver = connection.State == TcpState.TimeWait;
        HangUp(connection);
        return isServed && isOver;
    }

    /// <summary>Opens a connection that stays.</summary>
    public TcpConnection Dial()
    {
        Client.Stack.Connect(Client.Now, IpProtocol.Tcp, (new IpEndpoint(IpAddress.AnyIPv4, 0), Service), "client", out IpEndpoint local);
        _dialled = TcpConnection.Create(Client.Stack.Tcp, _settings, local, Service);
        _dialled.Connect(Client.Now);
        Pump();
        return _dialled;
    }

    public bool Exchange(TcpConnection connection, int bytes)
    {
        connection.Write(Client.Now, new byte[bytes]);
        int received = 0;
        for (int i = 0; i < 100 && received < bytes; i++)
        {
            Pump();
            while (connection.TryRead(out Packet? payload))
            {
                received += payload.Length;
                payload.Return();
            }
            if (received < bytes) Advance();
        }
        return received == bytes;
    }

    public void HangUp(TcpConnection connection)
    {
        connection.Abort(Client.Now);
        Pump();
        Client.Stack.Release(IpProtocol.Tcp, connection.Local, connection.Remote);
        _dialled = null;
    }

    /// <summary>A twentieth of a second passes.</summary>
    public void Advance()
    {
        _seconds += 0.05;
        _network.AdvanceTo(_seconds);
        Listener.OnDeadline(Server.Now);
        foreach (TcpConnection connection in _accepted) connection.OnDeadline(Server.Now);
        _dialled?.OnDeadline(Client.Now);
        Pump();
    }

    public void Stop()
    {
        if (_dialled is not null) HangUp(_dialled);
        Listener.Close(Server.Now);
        foreach (TcpConnection connection in _accepted) connection.Abort(Server.Now);
        Pump();
        _network.Stop();
    }

    private void Pump()
    {
        do
        {
            _network.Run();
        }
        while (PumpServer() | PumpClient());
    }

    private bool PumpServer()
    {
        bool isBusy = false;
        while (Server.Received.TryDequeue(out (object Recipient, Packet Packet) entry)) Listener.OnPacket(Server.Now, entry.Packet);
        while (Listener.TryAccept(out TcpConnection? accepted)) _accepted.Add(accepted);
        for (int i = _accepted.Count - 1; i >= 0; i--)
        {
            TcpConnection connection = _accepted[i];
            while (connection.TryRead(out Packet? payload))
            {
                connection.Write(Server.Now, payload.Bytes.ToArray());
                payload.Return();
            }
            if (connection.IsPeerFinished) connection.Shutdown(Server.Now);
            isBusy |= Take(connection);
            if (connection.State != TcpState.Closed) continue;
            Listener.Forget(connection);
            _accepted.RemoveAt(i);
        }
        while (Listener.TryTake(Server.Now, out Packet? packet))
        {
            Server.Send(packet);
            isBusy = true;
        }
        return isBusy;
    }

    private bool Take(TcpConnection connection)
    {
        bool isBusy = false;
        while (connection.TryTake(Server.Now, out Packet? packet))
        {
            Server.Send(packet);
            isBusy = true;
        }
        return isBusy;
    }

    private bool PumpClient()
    {
        bool isBusy = false;
        while (Client.Received.TryDequeue(out (object Recipient, Packet Packet) entry))
        {
            if (_dialled is not null) _dialled.OnPacket(Client.Now, entry.Packet);
            else entry.Packet.Return();
        }
        while (_dialled is not null && _dialled.TryTake(Client.Now, out Packet? packet))
        {
            Assert.True(TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView segment));
            NextFromClient = segment.SequenceNumber.Value + (uint)segment.Payload.Length + ((segment.Flags & (TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1u : 0);
            Client.Send(packet);
            isBusy = true;
        }
        return isBusy;
    }
}
