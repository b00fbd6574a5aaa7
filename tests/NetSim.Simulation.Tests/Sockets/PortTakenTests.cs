using NetSim.Simulation.Applications;
using NetSim.Simulation.Sockets;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

/// <summary>Applications whose port somebody else has.</summary>
public sealed class PortTakenTests
{
    [Fact]
    public void An_application_without_its_port_says_so_on_its_record_and_harms_nobody_else()
    {
        using var hosts = new TwoHosts(apps: "[ { echo: { port: 7, start: 1 s } }, { http: { port: 80, body: x, start: 1 s } }, { discard: { port: 9, start: 1 s } } ]");
        hosts.Run.Drive(async () =>
        {
            using DatagramSocket seven = await hosts.Server.OpenUdpAsync(7);
            using TcpAcceptor eighty = await hosts.Server.ListenAsync(80);
            await hosts.Server.DelayAsync(Duration.FromSeconds(2));
        });
        Dictionary<string, string?> errors = [];
        foreach (ApplicationRecord record in hosts.Run.Summarise().Applications)
            if (record.Error is not null) errors.Add(record.Application, record.Error);
        Assert.Equal(["echo", "http"], errors.Keys.Order());
        Assert.All(errors.Values, error => Assert.Contains("in use", error, StringComparison.Ordinal));
    }
}
