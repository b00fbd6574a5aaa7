using System.Security.Cryptography;

namespace NetSim.Simulation.Applications.Transfer;

/// <summary>A transfer on the wire: the length of the file in 8 bytes, most significant first, and the file; the answer is its SHA-256.</summary>
internal static class TransferFormat
{
    public const int HeadLength = sizeof(long);
    public const int AnswerLength = SHA256.HashSizeInBytes;
}
