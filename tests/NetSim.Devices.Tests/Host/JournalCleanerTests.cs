using System.Diagnostics;
using System.Text.RegularExpressions;
using NetSim.Devices.Host;
using NetSim.Devices.Tests.Kernel;
using NetSim.Devices.Tests.Tun;
using NetSim.Devices.Tun;

namespace NetSim.Devices.Tests.Host;

public sealed class JournalCleanerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Folder => _folder.ToString();

    private static void Kill(Process child)
    {
        child.Kill();       // SIGKILL
        child.WaitForExit();
    }

    private Process StartHanging(TestNamespace host)
    {
        Process child = Child.Start("apply-and-hang", host.Name, Folder, "t0");
        Assert.Equal("applied", child.StandardOutput.ReadLine());
        return child;
    }

    /// <summary>A persistent device that has been up once, as an administrator would have it.</summary>
    private static string MakeDevice(TestNamespace host)
    {
        host.Ip("tuntap", "add", "dev", "t0", "mode", "tun");
        host.Ip("link", "set", "dev", "t0", "up");
        host.Ip("link", "set", "dev", "t0", "down");
        return host.Snapshot();
    }

    [SkippableFact]
    public void A_live_run_is_not_touched_and_a_killed_one_is_cleaned_up_once()
    {
        using var host = new TestNamespace();
        string before = host.Snapshot();
        using Process child = StartHanging(host);
        string during = host.Snapshot();

        JournalRun alive = Assert.Single(JournalCleaner.Clean(Folder));
        Assert.Equal((JournalRunState.Alive, child.Id), (alive.State, alive.Process));
        Assert.Equal(during, host.Snapshot());

        Kill(child);
        JournalRun listed = Assert.Single(JournalCleaner.List(Folder));
        Assert.Equal((JournalRunState.Dead, child.Id), (listed.State, listed.Process));
        Assert.Equal($"ip -n {host.Name} -6 route del fd00:70::/48 dev t0", listed.Steps[0].Command);
        Assert.All(listed.Steps, step => Assert.Equal(HostUndoOutcome.Pending, step.Outcome));
        Assert.Equal(during, host.Snapshot());

        JournalRun cleaned = Assert.Single(JournalCleaner.Clean(Folder));
        Assert.Equal(listed.Steps.Select(step => step.Command), cleaned.Steps.Select(step => step.Command));
        Assert.All(cleaned.Steps, step => Assert.True(step.Outcome is HostUndoOutcome.Undone or HostUndoOutcome.AlreadyGone, step.ToString()));
        Assert.Equal(before, host.Snapshot());
        Assert.Empty(JournalCleaner.Clean(Folder));
    }

    [SkippableFact]
    public void A_run_killed_at_any_moment_leaves_nothing_after_cleaning()
    {
        using var host = new TestNamespace();
        string before = MakeDevice(host);
        var random = new Random(3);
        int undone = 0;
        for (int round = 0; round < 12; round++)
        {
            using Process child = Child.Start("apply-and-undo-for-ever", host.Name, Folder, "t0");
            Assert.Equal("applied", child.StandardOutput.ReadLine());
            Thread.Sleep(TimeSpan.FromMilliseconds(random.NextDouble() * 30));
            Kill(child);

            foreach (JournalRun run in JournalCleaner.Clean(Folder))
            {
                Assert.Equal(JournalRunState.Dead, run.State);
                undone += run.Steps.Count(step => step.Outcome == HostUndoOutcome.Undone);
            }
            Assert.Equal(before, host.Snapshot());
            Assert.Empty(Directory.GetFiles(Folder));
        }
        Assert.True(undone > 0, "no kill hit a run that had changed something");
    }

    [SkippableFact]
    public void What_stands_in_no_journal_is_not_touched_whatever_its_name()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        host.Ip("tuntap", "add", "dev", "t1", "mode", "tun");
        host.Ip("addr", "add", "192.168.69.77/24", "dev", "t1");
        host.Ip("addr", "add", "192.0.2.1/32", "dev", "lo");
        Kill(child);

        JournalCleaner.Clean(Folder);

        Assert.Null(host.Link("t0"));
        Assert.Contains("192.168.69.77", host.Ip("addr", "show", "dev", "t1"));
        Assert.Contains("192.0.2.1", host.Ip("addr", "show", "dev", "lo"));
    }

    [SkippableFact]
    public void A_device_made_anew_under_the_old_name_is_another_device()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        host.Ip("link", "del", "dev", "t0");
        using TunDevice successor = Tuns.Open(host, new TunOptions { Name = "t0" });
        host.Ip("addr", "add", "192.168.69.1/24", "dev", "t0");

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.All(run.Steps, step => Assert.Equal(HostUndoOutcome.AlreadyGone, step.Outcome));
        Assert.Contains("192.168.69.1", host.Ip("addr", "show", "dev", "t0"));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [SkippableFact]
    public void A_device_that_a_process_is_attached_to_is_kept_for_the_next_time()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        using (TunDevice user = Tuns.Open(host, new TunOptions { Name = "t0" }))
        {
            JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));
            Assert.Equal((HostUndoOutcome.Skipped, "a process is attached to it"), (run.Steps[^1].Outcome, run.Steps[^1].Note));
        }

        JournalRun again = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.Equal(HostUndoOutcome.Undone, Assert.Single(again.Steps).Outcome);
        Assert.Null(host.Link("t0"));
    }

    [SkippableFact]
    public void A_namespace_that_has_ended_took_everything_along()
    {
        using (var host = new TestNamespace())
        {
            using Process child = StartHanging(host);
            Kill(child);
        }

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.All(run.Steps, step => Assert.Equal((HostUndoOutcome.AlreadyGone, "its network namespace has ended"), (step.Outcome, step.Note)));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [SkippableFact]
    public void A_namespace_that_only_has_the_number_of_the_old_one_is_another()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        Skip.If(host.Space.Cookie == 0, "needs Linux 5.14");
        string during = host.Snapshot(), file = Assert.Single(Directory.GetFiles(Folder));
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), "\"cookie\":\\d+", "\"cookie\":1"));

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.All(run.Steps, step => Assert.Equal("its network namespace has ended", step.Note));
        Assert.Equal(during, host.Snapshot());
    }

    [SkippableFact]
    public void A_journal_of_an_earlier_boot_is_void()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        string during = host.Snapshot(), file = Assert.Single(Directory.GetFiles(Folder));
        File.WriteAllText(file, File.ReadAllText(file).Replace(RunIdentity.CurrentBoot(), "00000000-0000-0000-0000-000000000000"));

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.All(run.Steps, step => Assert.Equal("the machine was started anew since", step.Note));
        Assert.Equal(during, host.Snapshot());
    }

    [SkippableFact]
    public void A_number_that_another_process_has_now_is_not_mistaken_for_the_run()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");
        RunIdentity self = RunIdentity.OfThisProcess();
        Assert.True(self.IsAlive());
        Assert.False((self with { Started = self.Started - 1 }).IsAlive());
        Assert.False((self with { Boot = "another" }).IsAlive());
        Assert.False((self with { ProcessNamespace = 1 }).IsAlive());
        Assert.False((self with { Process = int.MaxValue }).IsAlive());
    }

    [SkippableFact]
    public void A_torn_last_line_announces_nothing_and_hinders_nothing()
    {
        using var host = new TestNamespace();
        string before = host.Snapshot();
        using Process child = StartHanging(host);
        Kill(child);
        string file = Assert.Single(Directory.GetFiles(Folder));
        File.AppendAllText(file, "{\"intent\":{\"number\":99,\"spa");

        using (TunDevice user = Tuns.Open(host, new TunOptions { Name = "t0" })) JournalCleaner.Clean(Folder);      // leaves one step
        Assert.Equal(HostUndoOutcome.Undone, Assert.Single(Assert.Single(JournalCleaner.Clean(Folder)).Steps).Outcome);

        Assert.Equal(before, host.Snapshot());
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [SkippableTheory]
    [InlineData("hello\n")]
    [InlineData("{}\n")]
    [InlineData("{\"run\":null}\n")]
    [InlineData("[1,2]\n")]
    [InlineData("{\"intent\":{\"number\":1}}\n")]
    [InlineData("\u0000\u0001\n\n\n")]
    public void A_file_that_is_no_journal_is_left_alone(string text)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");
        string file = _folder.Path("x.journal");
        File.WriteAllText(file, text);

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.Equal(JournalRunState.Unreadable, run.State);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [SkippableFact]
    public void Bytes_of_a_real_journal_changed_at_random_never_throw()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        string real = File.ReadAllText(Assert.Single(Directory.GetFiles(Folder)));
        var random = new Random(4);
        for (int round = 0; round < 3000; round++)
        {
            char[] text = real.ToCharArray();
            for (int i = random.Next(1, 4); i > 0; i--) text[random.Next(text.Length)] = (char)random.Next(1, 128);
            JournalContent.TryRead(new string(text, 0, random.Next(text.Length)), out _);
            JournalContent.TryRead(new string(text), out _);
        }
    }

    [SkippableFact]
    public void A_folder_that_others_can_write_to_is_not_trusted()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        string during = host.Snapshot();
        Command.Run("chmod", "777", Folder);

        JournalRun run = Assert.Single(JournalCleaner.Clean(Folder));

        Assert.Equal(JournalRunState.Unreadable, run.State);
        Assert.Contains("can be written to by others", run.Note);
        Assert.Equal(during, host.Snapshot());
        Assert.Equal(DeviceErrorKind.Journal, HostJournal.Open(Folder).Error!.Kind);
    }

    [SkippableFact]
    public void The_journal_of_root_lies_where_the_next_boot_has_forgotten_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs root");
        Assert.Equal("/run/netsim", JournalFolder.Candidates()[0]);
    }

    [SkippableFact]
    public void A_folder_of_another_user_is_not_trusted()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs root");
        Command.Run("chown", "65534", Folder);
        Assert.Contains("belongs to user 65534", HostJournal.Open(Folder).Error!.Message);
    }

    [SkippableFact]
    public void Each_line_says_what_it_is_about_to_a_reader_in_need()
    {
        using var host = new TestNamespace();
        using Process child = StartHanging(host);
        Kill(child);
        string line = File.ReadLines(Assert.Single(Directory.GetFiles(Folder))).First(text => text.Contains("add-address"));

        Assert.Matches(new Regex($$"""^\{"intent":\{"number":4,"space":\{"inode":\d+,"cookie":\d+,"path":"[^"]+{{host.Name}}"\},"interface":\d+,"step":\{"do":"add-address","address":"192.168.69.1/24","device":"t0"\},"undo":"ip -n {{host.Name}} addr del 192.168.69.1/24 dev t0"\}\}$"""), line);
    }
}
