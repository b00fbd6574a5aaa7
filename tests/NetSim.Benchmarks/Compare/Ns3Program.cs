namespace NetSim.Benchmarks.Compare;

/// <summary>The workloads for ns-3, <c>Ns3/workloads.cc</c>, compiled against what the machine has of it.</summary>
internal sealed class Ns3Program
{
    private static readonly string[] Modules =
        ["ns3-core", "ns3-network", "ns3-internet", "ns3-point-to-point", "ns3-applications", "ns3-internet-apps", "ns3-traffic-control"];

    private readonly string _path;

    private Ns3Program(string path, string version) => (_path, Version) = (path, version);

    public string Version { get; }

    /// <exception cref="IOException">A program or library is missing; the message says what to install.</exception>
    public static Ns3Program Compile()
    {
        foreach ((string program, string package) in ((string, string)[])[("g++", "g++"), ("pkg-config", "pkg-config")])
            if (!Tool.IsThere(program)) throw new IOException($"{program} is missing, which compiles the side of ns-3: `apt-get install {package}`.");
        string version = FindVersion();
        string folder = SourceTree.Path("artifacts", "ns3"), path = Path.Combine(folder, "workloads");
        string source = SourceTree.Path("tests", "NetSim.Benchmarks", "Ns3", "workloads.cc");
        Directory.CreateDirectory(folder);
        // Without the libraries that others named with their whole paths: those need packages that ns-3 itself does not.
        string[] flags = Tool.Run("pkg-config", ["--cflags-only-I", "--libs-only-l", .. Modules]).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Tool.Run("g++", ["-std=c++17", "-O2", "-o", path, source, .. flags]);
        return new Ns3Program(path, version);
    }

    public Outcome Run(Comparison comparison) => Outcome.Parse(Tool.Run(_path, comparison.Ns3));

    private static string FindVersion()
    {
        try
        {
            Tool.Run("pkg-config", ["--exists", .. Modules]);
            return Tool.Run("pkg-config", "--modversion", Modules[0]).Trim();
        }
        catch (IOException e)
        {
            throw new IOException("The libraries of ns-3 are missing: `apt-get install libns3-dev`.", e);
        }
    }
}
