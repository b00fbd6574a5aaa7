using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Tests.Kernel;

/// <summary>What this assembly does when it is started as a process instead of being loaded by the test runner.</summary>
internal static class Program
{
    public static int Main(string[] arguments) => arguments switch
    {
        ["open", string name, string driver, string kind] => Open(new TunOptions { Name = name, DriverPath = driver, Kind = Enum.Parse<TunKind>(kind) }),
        ["probe", string name, string driver] => Probe(new TunOptions { Name = name, DriverPath = driver }),
        ["apply-and-hang", string space, string folder, string device] => ApplyAndHang(space, folder, device),
        ["apply-and-undo-for-ever", string space, string folder, string device] => ApplyAndUndoForEver(space, folder, device),
        _ => 64,
    };

    /// <summary>The host side that all the children state.</summary>
    public static HostSide SideOf(string device) => new()
    {
        Device = device,
        Addresses = [IpPrefix.Parse("192.168.69.1/24"), IpPrefix.Parse("fd00:69::1/64")],
        Routes = [new HostRoute(IpPrefix.Parse("10.0.0.0/8"), IpAddress.Parse("192.168.69.2")), new HostRoute(IpPrefix.Parse("fd00:70::/48"), null)],
        Admin = HostAdminState.Up,
        Mtu = 1400,
        QueueLength = 2000,
    };

    private static int Open(TunOptions options)
    {
        if (!TunDevice.Open(options).TryGet(out TunDevice? device, out DeviceError? error))
        {
            Console.WriteLine($"{error.Kind}|{error.Message}");
            return 3;
        }
        Console.WriteLine(device.Origin);
        device.Dispose();
        return 0;
    }

    private static int Probe(TunOptions options)
    {
        foreach (HostNeed need in HostProbe.Probe(options)) Console.WriteLine($"{need.Kind}|{need.State}|{need.Sentence}");
        return 0;
    }

    private static int ApplyAndHang(string name, string folder, string device)
    {
        using NetworkNamespace space = NetworkNamespace.Open(name).Value!;
        using HostJournal journal = HostJournal.Open(folder).Value!;
        HostPlan plan = HostPlan.Make(SideOf(device), HostSnapshot.Read(space).Value!, HostDeviceMaker.Administrator);
        Console.WriteLine(HostApplier.Apply(plan, journal, space)?.Message ?? "applied");
        Console.ReadLine();
        return 0;
    }

    private static int ApplyAndUndoForEver(string name, string folder, string device)
    {
        using NetworkNamespace space = NetworkNamespace.Open(name).Value!;
        while (true)
        {
            using HostJournal journal = HostJournal.Open(folder).Value!;
            HostPlan plan = HostPlan.Make(SideOf(device), HostSnapshot.Read(space).Value!, HostDeviceMaker.Administrator);
            if (HostApplier.Apply(plan, journal, space) is { } error) Console.Error.WriteLine(error);
            Console.WriteLine("applied");
            journal.Undo();
        }
    }
}
