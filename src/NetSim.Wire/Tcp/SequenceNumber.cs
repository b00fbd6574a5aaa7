using System.Globalization;

namespace NetSim.Wire.Tcp;

/// <summary>
/// A TCP sequence number: arithmetic modulo 2^32 (RFC 9293 3.4). It has no order of its own and so no &lt; and no sorting: before and
/// after are meaningful only for numbers less than 2^31 apart.
/// </summary>
public readonly record struct SequenceNumber(uint Value)
{
    public static SequenceNumber operator +(SequenceNumber number, uint count) => new(number.Value + count);
    public static SequenceNumber operator +(SequenceNumber number, int count) => new(number.Value + (uint)count);
    public static SequenceNumber operator -(SequenceNumber number, int count) => new(number.Value - (uint)count);

    /// <summary>How far <paramref name="later"/> lies after <paramref name="earlier"/>; negative if before.</summary>
    public static int operator -(SequenceNumber later, SequenceNumber earlier) => (int)(later.Value - earlier.Value);

    public bool IsBefore(SequenceNumber other) => this - other < 0;
    public bool IsBeforeOrAt(SequenceNumber other) => this - other <= 0;
    public bool IsAfter(SequenceNumber other) => this - other > 0;
    public bool IsAfterOrAt(SequenceNumber other) => this - other >= 0;

    /// <summary><paramref name="first"/> =&lt; this &lt; <paramref name="end"/>.</summary>
    public bool IsBetween(SequenceNumber first, SequenceNumber end) => Value - first.Value < end.Value - first.Value;

    /// <summary><paramref name="lower"/> &lt; this =&lt; <paramref name="last"/>: RFC 9293 3.4, an acknowledgment of something new and sent.</summary>
    public bool IsAfterUpTo(SequenceNumber lower, SequenceNumber last) => IsBetween(lower + 1, last + 1);

    /// <summary><paramref name="first"/> =&lt; this &lt; <paramref name="first"/> + <paramref name="size"/>.</summary>
    public bool IsInWindow(SequenceNumber first, uint size) => Value - first.Value < size;

    /// <summary>The one that is after the other.</summary>
    public static SequenceNumber Later(SequenceNumber a, SequenceNumber b) => a.IsAfter(b) ? a : b;

    /// <summary>The one that is before the other.</summary>
    public static SequenceNumber Earlier(SequenceNumber a, SequenceNumber b) => a.IsBefore(b) ? a : b;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
