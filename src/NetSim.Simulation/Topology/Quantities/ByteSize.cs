using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>A number of bytes: <c>1500 B</c>, <c>200 KB</c> (1000), <c>64 KiB</c> (1024).</summary>
public readonly record struct ByteSize(long Bytes)
{
    private static readonly string[] Steps = ["B", "KB", "MB", "GB", "TB"];
    private static readonly string[] BinarySteps = ["B", "KiB", "MiB", "GiB", "TiB"];

    internal static readonly Unit[] Units =
    [
        new("B", 1), new("kB", 1_000), new("KB", 1_000), new("MB", 1_000_000), new("GB", 1_000_000_000), new("TB", 1_000_000_000_000),
        new("KiB", 1L << 10), new("MiB", 1L << 20), new("GiB", 1L << 30), new("TiB", 1L << 40),
    ];

    internal static readonly UnitHint[] Hints =
    [
        new("byte", "B"), new("bytes", "B"), new("k", "KB"), new("m", "MB"), new("g", "GB"), new("kbyte", "KB"), new("mbyte", "MB"),
        new("ki", "KiB"), new("mi", "MiB"), new("gi", "GiB"), new("kb", "KB"), new("mb", "MB"), new("gb", "GB"), new("tb", "TB"),
    ];

    internal static readonly UnitTable Table = new()
    {
        Noun = "a size",
        Example = "64 KiB",
        Units = Units,
        Offered = ["B", "KB", "MB", "GB", "KiB", "MiB", "GiB"],
        Likely = ["B", "KB"],
        Hints = Hints,
        Most = 1_000_000_000_000_000,
        MostText = "1000 TB",
        Format = value => new ByteSize(value).ToString(),
    };

    internal static readonly UnitTable SignedTable = new()
    {
        Noun = Table.Noun,
        Example = "24 B",
        Units = Units,
        Offered = Table.Offered,
        Likely = ["B"],
        Hints = Hints,
        Most = Table.Most,
        MostText = Table.MostText,
        Sign = Sign.Any,
        Format = Table.Format,
    };

    /// <param name="problem">What is wrong and what to write instead, as part of a sentence.</param>
    public static bool TryParse(string text, out ByteSize value, [NotNullWhen(false)] out string? problem)
    {
        bool parsed = TryParse(text, out value, out Problem found);
        problem = parsed ? null : found.Message;
        return parsed;
    }

    internal static bool TryParse(string text, out ByteSize value, out Problem problem)
    {
        bool parsed = QuantityText.TryParse(text, Table, out long bytes, out problem);
        value = new ByteSize(bytes);
        return parsed;
    }

    /// <summary>Exact, and read back to the same value; by 1024 where that is rounder.</summary>
    public override string ToString()
    {
        if (Bytes == 0 || Bytes % 1024 != 0 || Bytes % 1000 == 0) return QuantityText.Format(Bytes, Steps);
        int at = 0;
        long number = Bytes;
        for (; at + 1 < BinarySteps.Length && number % 1024 == 0; at++) number /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{number} {BinarySteps[at]}");
    }
}
