using System.Runtime.CompilerServices;
using System.Text;

namespace NetSim.Wire.Text;

internal static class TextBuilding
{
    /// <summary>Appends without a copy in between. The invariant culture is the only one there is (InvariantGlobalization).</summary>
    public static void Add(
        this StringBuilder text,
        [InterpolatedStringHandlerArgument(nameof(text))] ref StringBuilder.AppendInterpolatedStringHandler part) => text.Append(ref part);
}
