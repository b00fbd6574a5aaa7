namespace NetSim.Ui.Tests;

/// <summary><c>--ui</c> and <c>--pace</c> on the command line.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--ui: '0.0.0.0:80' is no port of this machine", "--ui", "0.0.0.0:80")]
    [InlineData("--ui: '99999' is no port of this machine", "--ui", "99999")]
    [InlineData("--lanes cannot be given with it", "--ui", "--lanes", "2")]
    [InlineData("--pace: 'slow' is neither", "--ui", "--pace", "slow")]
    [InlineData("--pace: '0' is neither", "--ui", "--pace", "0")]
    [InlineData("give --ui too", "--pace", "2")]
    public void What_cannot_be_is_refused(string sentence, params string[] options)
    {
        NetsimResult result = Netsim.Run(["run", SourceTree.Topology("hello"), .. options]);
        Assert.Equal(2, result.Status);
        Assert.Contains(sentence, result.Errors);
    }
}
