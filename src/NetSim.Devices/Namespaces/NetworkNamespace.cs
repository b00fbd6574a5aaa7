using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Native;

namespace NetSim.Devices.Namespaces;

/// <summary>
/// An open Linux network namespace. A thread is in a namespace, a descriptor opened there stays there: so whatever must be opened in
/// another namespace is opened on a thread that ends afterwards, and no thread of the process ever changes.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private const string OwnPath = "/proc/thread-self/ns/net";
    private const int NewNetwork = 0x4000_0000;     // CLONE_NEWNET
    private const int SocketLevel = 1, NamespaceCookie = 71;    // SOL_SOCKET, SO_NETNS_COOKIE (Linux 5.14)
    private const int InternetFamily = 2, DatagramSocket = 2;
    private const int GetUserNamespace = 0xB701;    // NS_GET_USERNS

    private readonly SafeFileHandle _handle;

    private NetworkNamespace(SafeFileHandle handle, string? path, ulong inode)
    {
        (_handle, Path, Inode) = (handle, path, inode);
        Cookie = ReadCookie();
    }

    /// <summary>Where it can be opened again; null for the namespace of the process itself.</summary>
    public string? Path { get; }

    /// <summary>Number of the namespace as <c>ls -i</c> shows it. The kernel reuses it after the namespace's end.</summary>
    public ulong Inode { get; }

    /// <summary>A number that is never reused until the next boot; 0 on a kernel before 5.14.</summary>
    public ulong Cookie { get; }

    /// <summary>The namespace that the calling thread is in.</summary>
    public static DeviceResult<NetworkNamespace> OpenCurrent() => OpenFile(OwnPath, null);

    /// <summary>Opens one by the name that <c>ip netns</c> gave it, or by a path if there is a slash in it.</summary>
    public static DeviceResult<NetworkNamespace> Open(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        string path = nameOrPath.Contains('/') ? nameOrPath : PathOfName(nameOrPath);
        return OpenFile(path, path);
    }

    /// <summary>
    /// Makes a namespace without a name. It lasts as long as this object, the devices' descriptors or a process in it do: whatever ends the
    /// process, nothing of it is left but the processes that were started in it.
    /// </summary>
    internal static DeviceResult<NetworkNamespace> MakeAnonymous()
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("network namespaces");
        DeviceResult<NetworkNamespace> result = default;
        var thread = new Thread(() => result = MakeHere()) { Name = "network namespace", IsBackground = true };
        thread.Start();
        thread.Join();
        return result;
    }

    /// <summary>The calling thread leaves its namespace for ever.</summary>
    private static DeviceResult<NetworkNamespace> MakeHere()
    {
        if (LibC.Unshare(NewNetwork) != 0)
        {
            return Errno.Last == Errno.NotPermitted
                ? new DeviceError(DeviceErrorKind.NoPermission, "not allowed to make a network namespace: " + HowToMake, Errno.Last)
                : SystemErrors.Of("cannot make a network namespace", Errno.Last);
        }
        SafeFileHandle handle = LibC.Open(OwnPath, LibC.CloseOnExec);
        if (handle.IsInvalid || !FileIdentity.TryGet(handle, out FileIdentity identity)) return SystemErrors.Of($"cannot open {OwnPath}", Errno.Last);
        // Others may enter it by this path as long as the process lives.
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}");
        return new NetworkNamespace(handle, path, identity.Inode);
    }

    /// <summary>The rest of a sentence.</summary>
    internal const string HowToMake = "run as root (CAP_SYS_ADMIN), or in a network of your own: `unshare -rn`";

    internal static string PathOfName(string name)
    {
        string path = System.IO.Path.Combine("/run/netns", name);
        return File.Exists(path) ? path : System.IO.Path.Combine("/var/run/netns", name);
    }

    /// <summary>
    /// Capabilities count in a network namespace only if it belongs to the process's user namespace or to one below:
    /// after <c>unshare -r</c> without <c>-n</c> a process looks all-powerful and may not touch one device.
    /// </summary>
    internal bool IsInReachOfCapabilities()
    {
        int owner = LibC.Ioctl(_handle, GetUserNamespace, 0);
        if (owner < 0) return false;
        new SafeFileHandle(owner, ownsHandle: true).Dispose();
        return true;
    }

    /// <summary>
    /// Runs <paramref name="action"/> in <paramref name="space"/>, or right here if that is null or the process's own (entering needs a
    /// privilege).
    /// </summary>
    internal static DeviceResult<T> Run<T>(NetworkNamespace? space, Func<DeviceResult<T>> action)
        where T : class => space?.Path is null ? action() : space.RunOnOwnThread(action);

    [SuppressMessage("Design", "CA1031", Justification = "What the thread threw is thrown again on the caller's.")]
    private DeviceResult<T> RunOnOwnThread<T>(Func<DeviceResult<T>> action)
        where T : class
    {
        DeviceResult<T> result = default;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = LibC.SetNamespace(_handle, NewNetwork) == 0 ? action() : EnterError(Errno.Last);
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
        })
        { Name = "network namespace", IsBackground = true };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }

    private static DeviceResult<NetworkNamespace> OpenFile(string file, string? path)
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("network namespaces");
        SafeFileHandle handle = LibC.Open(file, LibC.CloseOnExec);
        if (handle.IsInvalid)
        {
            int errno = Errno.Last;
            handle.Dispose();
            return OpenError(file, errno);
        }
        if (FileIdentity.TryGet(handle, out FileIdentity identity)) return new NetworkNamespace(handle, path, identity.Inode);
        handle.Dispose();
        return SystemErrors.Of($"cannot read the identity of {file}", Errno.Last);
    }

    private static DeviceError OpenError(string file, int errno) => errno switch
    {
        Errno.NoEntry or Errno.NotDirectory => new DeviceError(DeviceErrorKind.NoSuchNamespace,
            $"there is no network namespace {file}; `ip netns list` shows the names, `ip netns add NAME` makes one", errno),
        Errno.AccessDenied or Errno.NotPermitted => new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to open the network namespace {file}; run as root", errno),
        _ => SystemErrors.Of($"cannot open the network namespace {file}", errno),
    };

    private DeviceError EnterError(int errno) => errno switch
    {
        Errno.NotPermitted => new DeviceError(DeviceErrorKind.NoPermission,
            $"not allowed to enter the network namespace {Path}: that needs root (CAP_SYS_ADMIN)", errno),
        Errno.Invalid => new DeviceError(DeviceErrorKind.NoSuchNamespace, $"{Path} is not a network namespace", errno),
        _ => SystemErrors.Of($"cannot enter the network namespace {Path}", errno),
    };

    private ulong ReadCookie()
    {
        DeviceResult<object> read = Run(this, ReadCookieHere);
        return read.Value is ulong cookie ? cookie : 0;
    }

    private static unsafe DeviceResult<object> ReadCookieHere()
    {
        using SafeFileHandle socket = LibC.Socket(InternetFamily, DatagramSocket | LibC.CloseOnExec, 0);
        ulong cookie = 0;
        uint length = sizeof(ulong);
        bool known = !socket.IsInvalid && LibC.GetOption(socket, SocketLevel, NamespaceCookie, &cookie, &length) == 0;
        return new DeviceResult<object>(known ? cookie : 0UL, null);
    }

    public override string ToString() => Path ?? "this process's network namespace";

    public void Dispose() => _handle.Dispose();
}
