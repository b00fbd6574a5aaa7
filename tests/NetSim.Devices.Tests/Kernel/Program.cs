namespace NetSim.Devices.Tests.Kernel;

/// <summary>What this assembly does when it is started as a process instead of being loaded by the test runner.</summary>
internal static class Program
{
    public static int Main(string[] arguments) => arguments switch
    {
        _ => 64,
    };
}
