using System.Text;

namespace NetSim.Wire.Addresses;

/// <summary>Hands text that was put together in ASCII to whoever wants it in UTF-8 or UTF-16, without garbage.</summary>
internal static class AsciiText
{
    public static bool TryCopy(ReadOnlySpan<byte> text, Span<char> destination, out int charsWritten)
    {
        bool fits = text.Length <= destination.Length;
        charsWritten = fits ? text.Length : 0;
        if (fits) Ascii.ToUtf16(text, destination, out _);
        return fits;
    }

    public static bool TryCopy(ReadOnlySpan<byte> text, Span<byte> destination, out int bytesWritten)
    {
        bool fits = text.TryCopyTo(destination);
        bytesWritten = fits ? text.Length : 0;
        return fits;
    }
}
