using System.Text;
using NetSim.Devices.Native;

namespace NetSim.Devices.Tun;

/// <summary>What Linux takes as the name of a network device (dev_valid_name), and a little less.</summary>
public static class DeviceName
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxLength = InterfaceRequest.NameSize - 1;

    /// <summary>Null if the kernel will take the name and make of it what it says.</summary>
    public static DeviceError? Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) return Bad(name, "it is empty");
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > MaxLength)
        {
            return new DeviceError(DeviceErrorKind.NameTooLong,
                $"'{name}' cannot name a network device: it has {length} bytes and the kernel allows {MaxLength}");
        }
        if (name is "." or "..") return Bad(name, "it is a folder");
        if (name[0] == '-') return Bad(name, "commands would take it for an option");
        foreach (char c in name)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c)) return Bad(name, "no white space or control character is allowed");
            if (c is '/' or ':') return Bad(name, $"'{c}' is not allowed");
            if (c == '%') return Bad(name, "the kernel would put a number in the place of '%d'; write the whole name");
        }
        return null;
    }

    private static DeviceError Bad(string name, string why) =>
        new(DeviceErrorKind.BadName, $"'{name}' cannot name a network device: {why}");
}
