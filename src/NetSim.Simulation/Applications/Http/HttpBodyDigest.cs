using System.Security.Cryptography;

namespace NetSim.Simulation.Applications.Http;

/// <summary>What the server keeps of a body: its length and SHA-256, so that an upload can be checked from outside.</summary>
internal sealed class HttpBodyDigest
{
    private IncrementalHash? _hash;

    public long Length { get; private set; }

    /// <summary>Lower-case hexadecimal; empty if there was no body.</summary>
    public string Sha256 { get; private set; } = "";

    public void Begin()
    {
        Length = 0;
        Sha256 = "";
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    public void Finish()
    {
        if (_hash is null || Length == 0) return;
        Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }
}
