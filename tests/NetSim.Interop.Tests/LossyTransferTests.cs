using System.Security.Cryptography;

namespace NetSim.Interop.Tests;

/// <summary>Ten megabytes each way over a link that loses 1 % of everything: this machine's TCP and ours repair it together.</summary>
public sealed class LossyTransferTests
{
    private const int Length = 10_000_000;

    [SkippableFact]
    public void Ten_megabytes_arrive_whole_in_both_directions()
    {
        using var lab = new Lab(new LabOptions(Loss: "1 %", FileBytes: Length));
        string copy = lab.Machine.Path("copy");
        lab.Machine.Exec("curl", "-sS", "-o", copy, $"http://{Lab.Server}/big.bin");
        Assert.Equal(SHA256.HashData(lab.Content), SHA256.HashData(File.ReadAllBytes(copy)));
        Assert.Equal($"{Length} bytes sha256 {Convert.ToHexStringLower(SHA256.HashData(lab.Content))}\n",
            lab.Machine.Exec("curl", "-sS", "--data-binary", $"@{lab.ContentFile}", $"http://{Lab.Server}/"));

        NetsimResult result = lab.Stop();
        Assert.True(result.Json.GetProperty("flows").EnumerateArray().Sum(flow => flow.GetProperty("retransmits").GetInt64()) > 0);
    }
}
