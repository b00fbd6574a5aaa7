using System.Diagnostics;

namespace NetSim.Interop.Tests;

/// <summary>A program of the system that runs beside a test.</summary>
internal sealed class RunningProgram(Process process) : IDisposable
{
    public bool HasEnded => process.HasExited;

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
