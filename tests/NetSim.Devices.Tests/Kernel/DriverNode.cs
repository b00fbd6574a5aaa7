namespace NetSim.Devices.Tests.Kernel;

/// <summary>A second node of the TUN driver, whose permissions are the test's to choose.</summary>
internal static class DriverNode
{
    public static string Make(TestFolder folder, string mode)
    {
        string path = folder.Path("tun-" + mode);
        Command.Run("mknod", "-m", mode, path, "c", "10", "200");
        Command.Run("chmod", "755", folder.ToString());
        return path;
    }
}
