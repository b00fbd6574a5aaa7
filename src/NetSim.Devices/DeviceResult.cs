using System.Diagnostics.CodeAnalysis;

namespace NetSim.Devices;

/// <summary>What was asked for, or why there is none. A refusal of the machine is ordinary and never an exception.</summary>
public readonly record struct DeviceResult<T>(T? Value, DeviceError? Error)
    where T : class
{
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out DeviceError? error)
    {
        (value, error) = (Value, Error);
        return value is not null;
    }

    public static implicit operator DeviceResult<T>(T value) => new(value, null);

    public static implicit operator DeviceResult<T>(DeviceError error) => new(null, error);
}
