using System.Security.Cryptography;
using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>This machine's TCP against ours, over a line that loses, reorders, doubles and corrupts.</summary>
public sealed class ImpairedLineTests
{
    [SkippableTheory]
    [InlineData("1 %", "", "loss")]
    [InlineData("0 %", ", reorder: 2 %", null)]
    [InlineData("0 %", ", duplicate: 2 %", null)]
    [InlineData("0 %", ", corrupt: 0.5 %", null)]
    [InlineData("0.5 %", ", reorder: 1 %, duplicate: 1 %, corrupt: 0.1 %", "loss")]
    public void What_goes_over_a_bad_line_is_the_same_bytes_all_the_same(string loss, string faults, string? drop)
    {
        using var lab = new Lab(new LabOptions(Loss: loss, Faults: faults, FileBytes: 3_000_000));
        Machine machine = lab.Machine;
        string receipt = $"3000000 bytes sha256 {Convert.ToHexStringLower(SHA256.HashData(lab.Content))}\n";
        foreach (string server in (string[])[Lab.Server, $"[{Lab.Server6}]"])
        {
            string copy = machine.Path("copy");
            machine.Exec("curl", "-sSg", "-o", copy, $"http://{server}/big.bin");
            Assert.Equal(lab.Content, File.ReadAllBytes(copy));
            Assert.Equal(receipt, machine.Exec("curl", "-sSg", "--data-binary", $"@{lab.ContentFile}", $"http://{server}/"));
        }
        NetsimResult result = lab.Stop();
        Assert.DoesNotContain("failed", result.Errors);
        JsonElement dropped = result.Json.GetProperty("links")[0].GetProperty("a_to_b").GetProperty("dropped");
        if (drop is not null) Assert.NotEqual(0, dropped.GetProperty(drop).GetInt64());
    }
}
