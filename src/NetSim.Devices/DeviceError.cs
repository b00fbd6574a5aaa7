namespace NetSim.Devices;

/// <summary>Why the machine refused something: what went wrong and, in the same breath, how to get out of it.</summary>
/// <param name="Kind">For programs: what to branch on.</param>
/// <param name="Message">For people: one or a few plain sentences.</param>
/// <param name="Errno">The system's error number, or 0 if it was NetSim that refused.</param>
public sealed record DeviceError(DeviceErrorKind Kind, string Message, int Errno = 0)
{
    public override string ToString() => Message;
}
