using NetSim.Devices.Commands;
using NetSim.Devices.Host;
using NetSim.Devices.Namespaces;

namespace NetSim.Devices.Tests.Namespaces;

/// <summary>Namespaces without a name, and what runs in them.</summary>
public sealed class OwnNamespaceTests
{
    [SkippableFact]
    public void A_command_runs_in_the_namespace_and_its_output_and_status_are_kept()
    {
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using OwnNamespace space = OwnNamespace.Make().Value!;
        using HostCommand command = Start(space, "sh", "-c", "readlink /proc/self/ns/net; cat /sys/class/net/lo/operstate >&2; ls /proc/sys/net > /dev/null; exit 7");
        Patience.Until("the command to end", () => command.HasEnded);
        Assert.Equal(7, command.ExitStatus);
        Assert.Equal($"net:[{space.Space.Inode}]\n", command.Output.Text);
        Assert.Equal((0, 0), (command.Output.Dropped, command.Errors.Dropped));
        using NetworkNamespace own = NetworkNamespace.OpenCurrent().Value!;
        Assert.NotEqual(own.Inode, space.Space.Inode);
    }

    [SkippableFact]
    public void Output_is_kept_up_to_its_bound_and_the_rest_is_counted()
    {
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using OwnNamespace space = OwnNamespace.Make().Value!;
        using HostCommand command = Start(space, "head", "-c", "1000000", "/dev/zero");
        Patience.Until("the command to end", () => command.HasEnded);
        Assert.Equal(0, command.ExitStatus);
        Assert.Equal(CommandOutput.Bound, command.Output.Text.Length);
        Assert.Equal(1_000_000 - CommandOutput.Bound, command.Output.Dropped);
    }

    [SkippableFact]
    public void A_program_that_is_not_there_ends_as_a_shell_would_tell_it()
    {
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using OwnNamespace space = OwnNamespace.Make().Value!;
        using HostCommand command = Start(space, "no-such-program");
        Patience.Until("the command to end", () => command.HasEnded);
        Assert.Equal(127, command.ExitStatus);
        Assert.Contains("no-such-program", command.Errors.Text);
    }

    [SkippableFact]
    public void What_runs_in_it_ends_with_it_also_what_has_left_its_session()
    {
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using var folder = new TestFolder();
        Command.Run("chmod", "700", folder.ToString());
        using HostJournal journal = HostJournal.Open(folder.ToString()).Value!;
        OwnNamespace space = OwnNamespace.Make().Value!;
        ulong inode = space.Space.Inode;
        Assert.Null(space.Announce("node", journal));
        using HostCommand command = Start(space, "sh", "-c", "trap '' TERM; (setsid sleep 1000 &); sleep 1001");
        Patience.Until("three processes", () => NamespaceProcesses.Of(inode).Count == 3);
        Assert.Single(JournalCleaner.List(folder.ToString()));
        space.Dispose();
        Assert.Empty(NamespaceProcesses.Of(inode));
        Assert.Empty(journal.Undo());
    }

    [SkippableFact]
    public void A_journal_whose_run_is_gone_ends_what_still_runs_in_its_namespace_and_nothing_else()
    {
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using var folder = new TestFolder();
        Command.Run("chmod", "700", folder.ToString());
        using HostJournal journal = HostJournal.Open(folder.ToString()).Value!;
        using OwnNamespace space = OwnNamespace.Make().Value!, other = OwnNamespace.Make().Value!;
        Assert.Null(space.Announce("node", journal));
        using HostCommand ours = Start(space, "sleep", "1000"), others = Start(other, "sleep", "1000");
        HostUndoStep undone = Assert.Single(journal.Undo());
        Assert.Equal(HostUndoOutcome.Undone, undone.Outcome);
        Assert.Contains($"net:\\[{space.Space.Inode}\\]", undone.Command);
        Patience.Until("the command to end", () => ours.HasEnded);
        Assert.Equal(137, ours.ExitStatus);
        Assert.Null(others.ExitStatus);
        others.Terminate();
        Patience.Until("the other command to end", () => others.HasEnded);
        Assert.Equal(143, others.ExitStatus);
    }

    [SkippableFact]
    public void A_port_is_listened_to_when_somebody_listens()
    {
        Command.Require("socat");
        Skip.If(TestNamespace.Reason is not null, TestNamespace.Reason);
        using OwnNamespace space = OwnNamespace.Make().Value!;
        using HostCommand command = Start(space, "socat", "TCP-LISTEN:8000", "PIPE");
        Patience.Until("the port to be open", () => command.IsListenedTo(8000));
        Assert.False(command.IsListenedTo(800));
        command.Terminate();
        Patience.Until("the command to end", () => command.HasEnded);
    }

    private static HostCommand Start(OwnNamespace space, params string[] words)
    {
        DeviceResult<HostCommand> started = HostCommand.Start(words, "/", space.Space);
        return started.Value ?? throw new InvalidOperationException(started.Error!.Message);
    }
}
