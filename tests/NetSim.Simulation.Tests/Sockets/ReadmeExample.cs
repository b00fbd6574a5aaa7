using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology;

namespace NetSim.Simulation.Tests.Sockets;

/// <summary>The README's example: the lines between the marks stand there, and run here.</summary>
public class ReadmeExample
{
    [Fact]
    public void The_example_of_the_README_runs()
    {
        string topology = Path.Combine(RepositoryFolder(), "topologies", "hello.yaml");
        // <example>
        TopologyLoad load = TopologyLoader.LoadFile(topology);
        if (load.Plan is null) throw new InvalidDataException(string.Join('\n', load.Diagnostics));
        if (!SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out DeviceError? error)) throw new IOException(error.ToString());
        using (run)
        {
            SimulatedNode alice = run.Node("alice"), web = run.Node("web");
            string answer = run.Drive(async () =>
            {
                using TcpAcceptor acceptor = await web.ListenAsync(7);
                Task serving = EchoAsync(acceptor);
                await using TcpStream stream = await alice.ConnectAsync("web:7");
                await stream.WriteAsync("hello\n"u8.ToArray());
                stream.Shutdown();
                string echoed = await new StreamReader(stream).ReadToEndAsync();
                await serving;
                return echoed;
            });
            Console.WriteLine($"{run.Now}: {answer}");

            using var handler = new SocketsHttpHandler { ConnectCallback = alice.ConnectAsync };
            using var client = new HttpClient(handler);
            string page = run.Drive(() => client.GetStringAsync(new Uri("http://web/")), OutsideThreads.Pool);
            Console.WriteLine($"{run.Now}: {page}");
        }

        static async Task EchoAsync(TcpAcceptor acceptor)
        {
            await using TcpStream stream = await acceptor.AcceptAsync();
            await stream.CopyToAsync(stream);
        }
        // </example>
    }

    [Fact]
    public void The_example_stands_in_the_README()
    {
        string folder = RepositoryFolder();
        string[] source = File.ReadAllLines(Path.Combine(folder, "tests", "NetSim.Simulation.Tests", "Sockets", "ReadmeExample.cs"));
        string readme = File.ReadAllText(Path.Combine(folder, "README.md"));
        int first = Array.FindIndex(source, line => line.Trim() == "// <example>"), last = Array.FindIndex(source, line => line.Trim() == "// </example>");
        string example = string.Join('\n', source[(first + 1)..last].Select(line => line.Length == 0 ? "" : line[8..]));
        Assert.Contains(example, readme, StringComparison.Ordinal);
    }

    private static string RepositoryFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
