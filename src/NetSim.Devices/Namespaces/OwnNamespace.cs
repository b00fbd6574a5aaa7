using NetSim.Devices.Host;
using NetSim.Devices.Netlink;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Namespaces;

/// <summary>
/// A network namespace of NetSim's own, for one node: it is configured without a question, since nobody else is in it, and ends with all
/// that is in it. It has no name, so it is gone when the process is; only what was started in it must be ended, and that stands in the journal
/// before the first of it starts.
/// </summary>
public sealed class OwnNamespace : IDisposable
{
    private const string Loopback = "lo";

    private HostJournal? _journal;
    private int _number;

    private OwnNamespace(NetworkNamespace space) => Space = space;

    public NetworkNamespace Space { get; }

    public static DeviceResult<OwnNamespace> Make()
    {
        if (!NetworkNamespace.MakeAnonymous().TryGet(out NetworkNamespace? space, out DeviceError? error)) return error;
        error = NetworkNamespace.Run<object>(space, () => new DeviceResult<object>(null, Prepare())).Error;
        if (error is null) return new OwnNamespace(space);
        space.Dispose();
        return error;
    }

    /// <summary>To be called before anything is started in it.</summary>
    /// <param name="node">What it is for.</param>
    /// <param name="journal">Of this run.</param>
    /// <returns>Null if it is on disk.</returns>
    public DeviceError? Announce(string node, HostJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        int number = journal.LastNumber + 1;
        var identity = new JournalSpace(Space.Inode, Space.Cookie, null);
        DeviceError? error = journal.Intend(new JournalIntent(number, identity, 0, new HostStep.RunCommands(node), NamespaceProcesses.EndCommand(Space.Inode)));
        if (error is null) (_journal, _number) = (journal, number);
        return error;
    }

    /// <summary>Gives a device that lies in it its Ethernet address, its addresses and routes, and sets it up.</summary>
    /// <returns>Null if it was done.</returns>
    public DeviceError? Configure(HostSide side, MacAddress mac)
    {
        ArgumentNullException.ThrowIfNull(side);
        if (!HostSnapshot.Read(Space).TryGet(out HostSnapshot? now, out DeviceError? error)) return error;
        if (!NetlinkSocket.OpenForRequests(Space).TryGet(out NetlinkSocket? netlink, out error)) return error;
        using (netlink)
        {
            if (netlink.FindLink(side.Device) is not { } link) return new DeviceError(DeviceErrorKind.NoSuchDevice, $"{side.Device} has gone");
            if (SetMac(netlink, link.Index, mac) is { } refusal) return refusal.ToError($"cannot give {side.Device} the address {mac}");
            HostPlan plan = HostPlan.Make(side, now, HostDeviceMaker.Run);
            if (plan.Conflicts.Count > 0) return new DeviceError(DeviceErrorKind.Conflict, string.Join("; ", plan.Conflicts));
            foreach (HostStep step in plan.Steps)
                if (HostStepExecutor.Do(step, link.Index, netlink) is { } failed) return failed;
            return null;
        }
    }

    /// <summary>Ends what was started in it: asked first, then not.</summary>
    public void EndProcesses()
    {
        if (_journal is not { } journal) return;
        _journal = null;
        // What does not end stays in the journal.
        if (NamespaceProcesses.End(Space.Inode, EndingGrace.AskFirst) == 0) journal.Close(_number);
    }

    public void Dispose()
    {
        EndProcesses();
        Space.Dispose();
    }

    /// <summary>On a thread of the namespace.</summary>
    private static DeviceError? Prepare()
    {
        TrustAddresses();
        if (!NetlinkSocket.OpenForRequests(null).TryGet(out NetlinkSocket? netlink, out DeviceError? error)) return error;
        using (netlink) return HostStepExecutor.Do(new HostStep.SetUp(Loopback), netlink.FindLink(Loopback)?.Index ?? 1, netlink);
    }

    /// <summary>
    /// The file gives each address once, so none is tried before it is used (RFC 4862 5.4), which would take a second or two. Where the
    /// kernel's settings cannot be written, the addresses are tried as usual.
    /// </summary>
    private static void TrustAddresses()
    {
        foreach (string which in (string[])["all", "default"])
        {
            try
            {
                File.WriteAllText($"/proc/sys/net/ipv6/conf/{which}/accept_dad", "0");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }

    private static NetlinkRefusal? SetMac(NetlinkSocket netlink, int index, MacAddress mac)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        NetlinkRequest request = NetlinkRequest.Link(buffer, RtNetlink.NewLink, RtNetlink.Acknowledge, index);
        request.Add(RtNetlink.LinkAddress, mac);
        return netlink.Order(request.Finish());
    }
}
