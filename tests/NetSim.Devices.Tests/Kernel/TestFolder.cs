namespace NetSim.Devices.Tests.Kernel;

/// <summary>A folder of the test's own, deleted with everything in it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nsdev-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public override string ToString() => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
