using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;
using NetSim.Devices.Netlink;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Packets;

/// <summary>
/// Opens a packet socket, in the network namespace of the calling thread. It hears nothing until it is bound, and it is bound when all else is set:
/// <list type="number">
/// <item>find the interface;</item>
/// <item>open, without a protocol;</item>
/// <item>virtio headers, nothing of what the system sends, nothing of VLANs;</item>
/// <item>bind to the interface;</item>
/// <item>ask it for the frames that are wanted. That ends with the socket.</item>
/// </list>
/// </summary>
internal static unsafe class PacketSocketOpener
{
    private const int PacketFamily = 17, RawSocket = 3, AllProtocols = 0x0003;
    private const int SocketLevel = 1, AttachFilter = 26;
    private const int PacketLevel = 263, AddMembership = 1, VirtioHeader = 15, IgnoreOutgoing = 23;
    private const int Promiscuous = 1, AllGroups = 2, OneAddress = 3;
    private const int AddressLength = 20, MembershipLength = 16;

    /// <summary>A program of classic BPF: the kernel has taken a VLAN's tag off already, and without it the frame would look like another one.</summary>
    private static readonly ulong[] NoVlans =
    [
        Instruction(0x30, 0, 0, unchecked((uint)(-0x1000 + 48))),     // ldb vlan_tag_present
        Instruction(0x15, 0, 1, 0),                                   // jeq #0
        Instruction(0x06, 0, 0, 0x40000),                             // ret: all of it
        Instruction(0x06, 0, 0, 0),                                   // ret: nothing
    ];

    public static DeviceResult<PacketSocket> Open(PacketSocketOptions options)
    {
        if (!NetlinkSocket.OpenForRequests(null).TryGet(out NetlinkSocket? netlink, out DeviceError? error)) return error;
        LinkRecord? link;
        using (netlink) link = netlink.FindLink(options.Name);
        if (Objection(options.Name, link) is { } objection) return objection;
        SafeFileHandle socket = LibC.Socket(PacketFamily, RawSocket | LibC.CloseOnExec | LibC.NonBlocking, 0);
        if (socket.IsInvalid) return OfSocket(options.Name, Errno.Last);
        if (!TrySetUp(socket) || !TryBind(socket, link!.Index) || !TryJoin(socket, link.Index, options))
        {
            int errno = Errno.Last;
            socket.Dispose();
            return SystemErrors.Of($"cannot attach to {options.Name}", errno);
        }
        return new PacketSocket(options.Name, socket);
    }

    /// <summary>Why an interface cannot be attached to.</summary>
    public static DeviceError? Objection(string name, LinkRecord? link)
    {
        if (link is null)
        {
            return new DeviceError(DeviceErrorKind.NoSuchDevice,
                $"there is no network interface {name} to attach to: `attach` makes none, `tap` does", Errno.NoDevice);
        }
        if (link.Address is { } mac && mac != default) return null;
        return new DeviceError(DeviceErrorKind.WrongKind, $"{name} is no Ethernet interface, and frames are what can be attached to", Errno.Invalid);
    }

    public static DeviceError OfSocket(string name, int errno) => errno is Errno.NotPermitted or Errno.AccessDenied
        ? new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to attach to {name}: run as root or with CAP_NET_RAW, or try it out in a network of its own with `unshare -rn`", errno)
        : SystemErrors.Of($"cannot open a packet socket for {name}", errno);

    private static bool TrySetUp(SafeFileHandle socket)
    {
        int on = 1;
        if (LibC.SetOption(socket, PacketLevel, VirtioHeader, &on, sizeof(int)) != 0) return false;
        if (LibC.SetOption(socket, PacketLevel, IgnoreOutgoing, &on, sizeof(int)) != 0) return false;
        fixed (ulong* filter = NoVlans)
        {
            // struct sock_fprog: a length, and a pointer at its natural place.
            nuint* program = stackalloc nuint[2] { (nuint)NoVlans.Length, (nuint)filter };
            return LibC.SetOption(socket, SocketLevel, AttachFilter, program, (uint)(2 * sizeof(nuint))) == 0;
        }
    }

    private static bool TryBind(SafeFileHandle socket, int index)
    {
        byte* address = stackalloc byte[AddressLength];
        var fields = new Span<byte>(address, AddressLength);
        fields.Clear();
        BitConverter.TryWriteBytes(fields, (ushort)PacketFamily);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], AllProtocols);
        BitConverter.TryWriteBytes(fields[4..], index);
        return LibC.Bind(socket, address, AddressLength) == 0;
    }

    private static bool TryJoin(SafeFileHandle socket, int index, PacketSocketOptions options)
    {
        if (options.Promiscuity == Promiscuity.On) return TryJoin(socket, index, Promiscuous, default);
        return TryJoin(socket, index, OneAddress, options.Mac) && TryJoin(socket, index, AllGroups, default);
    }

    private static bool TryJoin(SafeFileHandle socket, int index, int kind, MacAddress mac)
    {
        byte* membership = stackalloc byte[MembershipLength];
        var fields = new Span<byte>(membership, MembershipLength);
        fields.Clear();
        BitConverter.TryWriteBytes(fields, index);
        BitConverter.TryWriteBytes(fields[4..], (ushort)kind);
        BitConverter.TryWriteBytes(fields[6..], (ushort)MacAddress.Length);
        mac.Write(fields[8..]);
        return LibC.SetOption(socket, PacketLevel, AddMembership, membership, MembershipLength) == 0;
    }

    /// <summary>struct sock_filter.</summary>
    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand) =>
        code | (ulong)ifTrue << 16 | (ulong)ifFalse << 24 | (ulong)operand << 32;
}
