using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Gives a span the id that was computed for it. <see cref="Activity"/> takes a chosen trace id and parent, but always draws the span's
/// own id by chance, and then no two runs would write the same. So the private field is set, here and nowhere else; a test holds that it
/// is still there. On a runtime without it spans keep their random ids and the run goes on.
/// </summary>
internal static class SpanIdAssignment
{
    /// <summary>After <see cref="Activity.Start"/>, which draws.</summary>
    public static void Assign(Activity span, ActivitySpanId id)
    {
        try
        {
            SpanIdOf(span) = id.ToHexString();
            // The whole id is put together when first asked for, perhaps by a listener that was told of the start.
            WholeIdOf(span) = null;
        }
        catch (MissingFieldException)
        {
            // Said above: random ids are no reason to fail.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity span);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? WholeIdOf(Activity span);
}
