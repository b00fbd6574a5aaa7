using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>
/// Watches one device of the system by its name: administrative state, carrier, MTU, addresses. It never changes anything.
/// <list type="number">
/// <item>the notification socket is bound, so that nothing from now on is missed;</item>
/// <item>a second socket asks for the state as it is;</item>
/// <item><see cref="Update"/> follows the notifications; if the kernel had to drop some, step 2 is done again.</item>
/// </list>
/// Once found, the device is followed by its index: a rename does not lose it, and a new device of the old name is seen as a new one.
/// </summary>
public sealed class LinkWatcher : IDisposable
{
    private readonly string _device;
    private readonly NetlinkSocket _notifications;
    private readonly NetlinkSocket _questions;
    private readonly List<IpPrefix> _addresses = [];
    private LinkRecord? _link;

    private LinkWatcher(string device, NetlinkSocket notifications, NetlinkSocket questions) =>
        (_device, _notifications, _questions) = (device, notifications, questions);

    /// <summary>For a <see cref="Polling.Poller"/>: readable when <see cref="Update"/> has something to do.</summary>
    public SafeFileHandle Handle => _notifications.Handle;

    /// <summary>The state as of the last <see cref="Update"/>.</summary>
    public HostLink Link { get; private set; } = HostLink.Missing;

    /// <param name="device">Its name; it need not exist yet.</param>
    /// <param name="space">Where the device is; null for the namespace of the process.</param>
    public static DeviceResult<LinkWatcher> Open(string device, NetworkNamespace? space = null)
    {
        if (DeviceName.Check(device) is { } badName) return badName;
        const uint groups = RtNetlink.LinkGroup | RtNetlink.IPv4AddressGroup | RtNetlink.IPv6AddressGroup;
        if (!NetlinkSocket.OpenForNotifications(space, groups).TryGet(out NetlinkSocket? notifications, out DeviceError? error))
        {
            return error;
        }
        if (!NetlinkSocket.OpenForRequests(space).TryGet(out NetlinkSocket? questions, out error))
        {
            notifications.Dispose();
            return error;
        }
        var watcher = new LinkWatcher(device, notifications, questions);
        watcher.AskAnew();
        watcher.Conclude();
        return watcher;
    }

    /// <summary>Reads what the kernel has told since the last time; never waits.</summary>
    public LinkChange Update()
    {
        while (true)
        {
            int received = _notifications.Receive(out ReadOnlySpan<byte> bytes);
            if (received == -Errno.NoBuffers) AskAnew();        // the socket's buffer overflowed: notifications are lost
            else if (received <= 0) return Conclude();
            else Follow(bytes);
        }
    }

    internal void Follow(ReadOnlySpan<byte> datagram)
    {
        var reader = new NetlinkReader(datagram);
        while (reader.TryNext(out NetlinkMessage message))
        {
            switch (message.Type)
            {
                case RtNetlink.NewLink or RtNetlink.DeleteLink: FollowLink(message); break;
                case RtNetlink.NewAddress or RtNetlink.DeleteAddress: FollowAddress(message); break;
                default: break;
            }
        }
    }

    private void FollowLink(NetlinkMessage message)
    {
        if (!LinkRecord.TryParse(message.Payload, out LinkRecord? link)) return;
        bool isOurs = _link is null ? link!.Name == _device : link!.Index == _link.Index;
        if (!isOurs) return;
        if (message.Type == RtNetlink.NewLink)
        {
            _link = link;
            return;
        }
        Forget();
    }

    private void FollowAddress(NetlinkMessage message)
    {
        if (!AddressRecord.TryParse(message.Payload, out AddressRecord address) || address.Interface != _link?.Index) return;
        bool isKnown = _addresses.Contains(address.Prefix);
        if (message.Type == RtNetlink.DeleteAddress) _addresses.Remove(address.Prefix);
        else if (!isKnown) _addresses.Add(address.Prefix);
    }

    private void Forget()
    {
        _link = null;
        _addresses.Clear();
    }

    private void AskAnew()
    {
        LinkRecord? link = _link is null ? null : _questions.FindLink(_link.Index);
        Forget();
        _link = link ?? _questions.FindLink(_device);
        if (_link is null) return;
        var all = new List<AddressRecord>();
        _ = _questions.ReadAddresses(all);      // if the kernel refuses, the addresses are learnt as they change
        foreach (AddressRecord address in all)
        {
            if (address.Interface == _link.Index) _addresses.Add(address.Prefix);
        }
    }

    private LinkChange Conclude()
    {
        HostLink now = _link is null ? HostLink.Missing : new HostLink
        {
            State = !_link.IsUp ? HostLinkState.Down : _link.IsRunning ? HostLinkState.Up : HostLinkState.NoCarrier,
            InterfaceIndex = _link.Index,
            Mtu = _link.Mtu,
            MacAddress = _link.Address,
            Addresses = [.. _addresses],
        };
        if (now.Equals(Link)) return LinkChange.None;
        Link = now;
        return LinkChange.Changed;
    }

    public void Dispose()
    {
        _notifications.Dispose();
        _questions.Dispose();
    }
}
