namespace NetSim.Devices.Netlink;

/// <summary>Questions to the kernel about devices, addresses and routes of one network namespace.</summary>
internal static class NetlinkQueries
{
    /// <summary>The device of that name, or null if there is none (or the kernel would not say).</summary>
    public static LinkRecord? FindLink(this NetlinkSocket socket, string name)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        NetlinkRequest request = NetlinkRequest.Link(buffer, RtNetlink.GetLink, 0, 0);
        request.Add(RtNetlink.LinkName, name);
        return One(socket, request.Finish());
    }

    /// <summary>The device of that index, or null.</summary>
    public static LinkRecord? FindLink(this NetlinkSocket socket, int index)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        return One(socket, NetlinkRequest.Link(buffer, RtNetlink.GetLink, 0, index).Finish());
    }

    public static NetlinkRefusal? ReadLinks(this NetlinkSocket socket, List<LinkRecord> links) =>
        ReadAll(socket, RtNetlink.GetLink, message =>
        {
            if (message.Type != RtNetlink.NewLink || !LinkRecord.TryParse(message.Payload, out LinkRecord? link)) return;
            links.RemoveAll(known => known.Index == link!.Index);
            links.Add(link!);
        });

    public static NetlinkRefusal? ReadAddresses(this NetlinkSocket socket, List<AddressRecord> addresses) =>
        ReadAll(socket, RtNetlink.GetAddress, message =>
        {
            if (message.Type != RtNetlink.NewAddress || !AddressRecord.TryParse(message.Payload, out AddressRecord address)) return;
            if (!addresses.Contains(address)) addresses.Add(address);
        });

    public static NetlinkRefusal? ReadRoutes(this NetlinkSocket socket, List<RouteRecord> routes) =>
        ReadAll(socket, RtNetlink.GetRoute, message =>
        {
            if (message.Type != RtNetlink.NewRoute || !RouteRecord.TryParse(message.Payload, out RouteRecord route)) return;
            if (!routes.Contains(route)) routes.Add(route);
        });

    private static NetlinkRefusal? ReadAll(NetlinkSocket socket, ushort type, NetlinkMessageHandler handler)
    {
        Span<byte> buffer = stackalloc byte[NetlinkRequest.BufferSize];
        return socket.Ask(NetlinkRequest.Everything(buffer, type).Finish(), handler);
    }

    private static LinkRecord? One(NetlinkSocket socket, Span<byte> request)
    {
        LinkRecord? found = null;
        NetlinkRefusal? refusal = socket.Ask(request, message =>
        {
            if (message.Type == RtNetlink.NewLink && LinkRecord.TryParse(message.Payload, out LinkRecord? link)) found = link;
        });
        return refusal is null ? found : null;
    }
}
