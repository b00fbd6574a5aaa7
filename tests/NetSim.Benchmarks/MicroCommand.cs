using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace NetSim.Benchmarks;

/// <summary><c>micro</c>: the single parts, by BenchmarkDotNet, whose own options follow: <c>micro --filter '*Checksum*' --job short</c>.</summary>
/// <remarks>The classes under Micro are public and not sealed, since BenchmarkDotNet derives from them.</remarks>
internal static class MicroCommand
{
    public static Command Make()
    {
        var command = new Command("micro", "Measure single parts; what follows are options of BenchmarkDotNet, such as --filter '*Checksum*' and --job short.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            // In this process: what BenchmarkDotNet would generate and build knows nothing of this tree's settings.
            IConfig config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator())
                .WithArtifactsPath(SourceTree.Path("artifacts", "benchmarks"));
            string[] options = parsed.UnmatchedTokens.Count > 0 ? [.. parsed.UnmatchedTokens] : ["--filter", "*", "--join"];
            return BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(options, config).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
        });
        return command;
    }
}
