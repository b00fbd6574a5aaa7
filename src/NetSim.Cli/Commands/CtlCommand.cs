using System.CommandLine;
using System.Text.Json.Nodes;
using NetSim.Cli.Output;
using NetSim.Control;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim ctl</c>: looks at a simulation that runs with <c>--ctl</c>, and changes it.</summary>
internal static class CtlCommand
{
    public static Command Make()
    {
        Option<string?> socket = new("--socket") { Description = "The control socket; without it, that of the one simulation that runs.", HelpName = "PATH", Recursive = true };
        return new Command("ctl", "Look at a running simulation (netsim run --ctl) and change it.")
        {
            socket,
            List(),
            Show(socket),
            Set(socket),
            Mark(socket, "reset", "Take a link or an interface back to what the file says; switch a node on."),
            State(socket, "down", "Cut a link, set an interface down, or switch a node off."),
            State(socket, "up", "Mend a link, set an interface up, or switch a node on."),
            Mark(socket, "restart", "Let a node boot, or an application start anew."),
            Partition(socket),
            Heal(socket),
            Exec(socket),
            Capture(socket),
            Stop(socket),
        };
    }

    private static Command List()
    {
        var command = new Command("list", "The simulations that can be controlled: name and socket.");
        command.SetAction(async (_, _) =>
        {
            foreach ((string name, string path) in ControlSocket.Find())
                if (await ControlClient.Answers(path)) Console.Out.WriteLine($"{name}\t{path}");
            return ExitStatus.Done;
        });
        return command;
    }

    private static Command Show(Option<string?> socket)
    {
        Option<bool> json = new("--json") { Description = "Everything, as JSON." };
        var command = new Command("show", "Nodes, interfaces and links as they are now.") { json };
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), async session =>
        {
            JsonNode network = await session.Get("v1/network", cancellation);
            if (parsed.GetValue(json)) Console.Out.WriteLine(network.ToJsonString(CtlSession.Readable));
            else CtlText.Write(Console.Out, network);
        }));
        return command;
    }

    private static Command Set(Option<string?> socket)
    {
        Argument<string> link = new("LINK") { Description = "The link, by its id or by an endpoint (web:eth0)." };
        Argument<string[]> changes = new("KEY=VALUE") { Description = "As in the file: loss=5%, delay='20 ms', state=down.", Arity = ArgumentArity.OneOrMore };
        Option<string?> span = Span();
        var command = new Command("set", "Change a link; what is not named stays as it is.") { link, changes, span };
        command.Validators.Add(result =>
        {
            foreach (string change in result.GetValue(changes) ?? [])
                if (!change.Contains('=', StringComparison.Ordinal)) result.AddError($"'{change}' says nothing: write KEY=VALUE, as in loss=5%");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var set = new JsonObject();
            foreach (string change in parsed.GetValue(changes)!)
            {
                string[] parts = change.Split('=', 2);
                set[parts[0]] = parts[1];
            }
            var order = new JsonObject { ["link"] = parsed.GetValue(link), ["set"] = set };
            return CtlSession.Order(parsed.GetValue(socket), With(order, parsed.GetValue(span)), cancellation);
        });
        return command;
    }

    /// <summary><c>up</c> and <c>down</c>.</summary>
    private static Command State(Option<string?> socket, string state, string description)
    {
        Argument<string> what = Target();
        Option<string?> span = Span();
        var command = new Command(state, description) { what, span };
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), async session =>
        {
            JsonObject order = await session.OrderFor(parsed.GetValue(what)!, cancellation);
            order["set"] = new JsonObject { ["state"] = state };
            await session.Order(With(order, parsed.GetValue(span)), cancellation);
        }));
        return command;
    }

    /// <summary>What only has to be said: <c>reset</c>, <c>restart</c>.</summary>
    private static Command Mark(Option<string?> socket, string key, string description)
    {
        Argument<string> what = Target();
        var command = new Command(key, description) { what };
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), async session =>
        {
            JsonObject order = await session.OrderFor(parsed.GetValue(what)!, cancellation);
            order[key] = true;
            await session.Order(order, cancellation);
        }));
        return command;
    }

    private static Argument<string> Target() =>
        new("WHAT") { Description = "A node, an interface (web:eth0), a link by its id, or an application (web:ping)." };

    private static Command Partition(Option<string?> socket)
    {
        Argument<string[]> groups = new("GROUP") { Description = "Nodes with commas between them: client,r1 r2,server.", Arity = new ArgumentArity(2, 100) };
        Option<string?> span = Span();
        var command = new Command("partition", "Cut the links between groups of nodes.") { groups, span };
        command.SetAction((parsed, cancellation) =>
        {
            var lists = new JsonArray();
            foreach (string group in parsed.GetValue(groups)!)
                lists.Add(new JsonArray([.. group.Split(',').Select(node => JsonValue.Create(node))]));
            return CtlSession.Order(parsed.GetValue(socket), With(new JsonObject { ["partition"] = lists }, parsed.GetValue(span)), cancellation);
        });
        return command;
    }

    private static Command Heal(Option<string?> socket)
    {
        var command = new Command("heal", "End all partitions.");
        command.SetAction((parsed, cancellation) => CtlSession.Order(parsed.GetValue(socket), new JsonObject { ["heal"] = true }, cancellation));
        return command;
    }

    private static Command Exec(Option<string?> socket)
    {
        Argument<string> node = new("NODE") { Description = "Where it runs." };
        Argument<string> kind = new("APPLICATION") { Description = "As in the file: ping, iperf, http-client …" };
        Argument<string[]> settings = new("TARGET | KEY=VALUE") { Description = "Whom it speaks to, and what else the file would say: r1 count=3.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("exec", "Run an application on a node and print what it did: netsim ctl exec web ping r1 count=3.") { node, kind, settings };
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), async session =>
        {
            var keys = new JsonObject();
            foreach (string setting in parsed.GetValue(settings) ?? [])
            {
                string[] parts = setting.Split('=', 2);
                if (parts.Length == 2 && !setting.Contains("://", StringComparison.Ordinal)) keys[parts[0]] = parts[1];
                else keys[setting.Contains("://", StringComparison.Ordinal) ? "url" : "to"] = setting;
            }
            var application = new JsonObject { [parsed.GetValue(kind)!] = keys };
            string path = $"v1/nodes/{Uri.EscapeDataString(parsed.GetValue(node)!)}/applications";
            if (await session.Post(path, application, cancellation) is { } result) Console.Out.WriteLine(result.ToJsonString(CtlSession.Readable));
        }));
        return command;
    }

    private static Command Capture(Option<string?> socket)
    {
        Argument<string> endpoint = new("INTERFACE") { Description = "As web:eth0." };
        var command = new Command("capture", "Write the frames of an interface to standard output as pcapng: netsim ctl capture r1:eth1 | wireshark -k -i -") { endpoint };
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), async session =>
        {
            string[] parts = parsed.GetValue(endpoint)!.Split(':', 2);
            string path = $"v1/interfaces/{Uri.EscapeDataString(parts[0])}/{Uri.EscapeDataString(parts[^1])}/capture";
            await session.CopyTo(path, Console.OpenStandardOutput(), cancellation);
        }));
        return command;
    }

    private static Command Stop(Option<string?> socket)
    {
        var command = new Command("stop", "End the run in good order.");
        command.SetAction((parsed, cancellation) => CtlSession.Run(parsed.GetValue(socket), session => session.Post("v1/stop", null, cancellation)));
        return command;
    }

    private static Option<string?> Span() => new("--for") { Description = "Undo it after this long: 5s.", HelpName = "TIME" };

    private static JsonObject With(JsonObject order, string? span)
    {
        if (span is not null) order["for"] = span;
        return order;
    }
}
